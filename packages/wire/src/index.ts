export { signCallback, verifyCallbackSignature } from './callback-signature.ts'
export type { CallbackToSign } from './callback-signature.ts'
export * from './device-protocol.ts'
export { errorAnswer, errorBody } from './error-body.ts'
export type { ErrorAnswer, Failure, FactualFailure, UserField } from './error-body.ts'
export { ERRORS } from './errors.ts'
export type { ErrorName, WireError } from './errors.ts'
export { displayPhone, maskCellphone, maskPhoneNumber } from './mask-phone.ts'
export { renderJson } from './render-json.ts'
export { renderXml } from './render-xml.ts'
export { appDetails, appStats } from './shapes/app.ts'
export type { AppDetails, Month, MonthStats } from './shapes/app.ts'
export { approvalCreated, approvalStatus } from './shapes/approvals.ts'
export type { ApprovalFacts } from './shapes/approvals.ts'
export { callbackPayload, sampleCallback } from './shapes/callback.ts'
export type { CallbackDevice, CallbackPayload } from './shapes/callback.ts'
export { objectId } from './shapes/object-id.ts'
export { osTypeOf, registrationMethodOf } from './shapes/device-words.ts'
export {
  phoneInfo,
  verificationCorrect,
  verificationStarted,
  verificationStartedMessage,
  verificationStatus,
} from './shapes/phones.ts'
export type { PhoneInfo, VerificationStarted } from './shapes/phones.ts'
export {
  appDevice,
  callIgnored,
  callStarted,
  emailSent,
  sentTokenDevice,
  smsIgnored,
  smsSent,
  tokenNotChecked,
  tokenValid,
} from './shapes/tokens.ts'
export type { AppDevice, Ignored } from './shapes/tokens.ts'
export {
  activityCreated,
  phoneNumber,
  secretExported,
  userCreated,
  userRemoved,
  userSecret,
  userStatus,
  userUpdated,
} from './shapes/users.ts'
export type { DetailedDevice, UserSecret, UserStatus } from './shapes/users.ts'
export { webhookCreated, webhookDeleted, webhookEvent, webhooksListed } from './shapes/webhooks.ts'
export type { WebhookEventFacts, WebhookFacts } from './shapes/webhooks.ts'
export { canonicalQuery, isCanonicalisable, signedText } from './signed-text.ts'
export type { WireObject, WireValue } from './wire-value.ts'
