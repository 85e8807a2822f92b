export type { Answer, Done, InvalidUser, Refused, Throttled } from './answer.ts'
export type { App, AppDetails, AppStatistics } from './app.ts'
export type { Approval, ApprovalAsked, ApprovalNotAsked, Approvals, Question } from './approvals.ts'
export type { AuthyId } from './authy-id.ts'
export { type CallbackMemory, createCallbackMemory } from './callback-memory.ts'
export type { Callback } from './callback.ts'
export { type Client, createClient } from './client.ts'
export { CountersignError, type CountersignErrorCode } from './countersign-error.ts'
export type { CallOptions, CallRecord, ClientOptions } from './options.ts'
export type {
  Phone,
  PhoneFacts,
  Phones,
  StartVerification,
  VerificationNotStarted,
  VerificationStarted,
  VerificationStatus,
} from './phones.ts'
export type { DetailValue } from './details.ts'
export { type AnswerShown, readSignedAnswer, type SignedAnswer } from './signed-answer.ts'
export type {
  Channel,
  SendToken,
  TokenDevice,
  TokenNotSent,
  TokenRefused,
  Tokens,
  TokenSent,
} from './tokens.ts'
export type {
  Activity,
  ExportedSecret,
  NewUser,
  PhoneNumber,
  QrSecret,
  User,
  Users,
} from './users.ts'
export {
  type CallbackOptions,
  type CallbackRefusal,
  type VerifiedCallback,
  verifyCallback,
} from './verify-callback.ts'
