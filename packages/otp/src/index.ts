export { decodeBase32, encodeBase32 } from './base32.ts'
export type { Base32Options } from './base32.ts'
export { constantTimeEqual } from './constant-time-equal.ts'
export { hotp, verifyHotp } from './hotp.ts'
export type { Algorithm, Digits, HotpOptions, VerifyHotpInput } from './hotp.ts'
export { formatOtpauthUri, parseOtpauthUri } from './otpauth-uri.ts'
export type {
  Otpauth,
  OtpauthHotp,
  OtpauthInput,
  OtpauthTotp,
  OtpauthUriProblem,
  OtpauthUriResult,
} from './otpauth-uri.ts'
export { totp, totpStep, verifyTotp } from './totp.ts'
export type { TotpOptions, VerifyTotpInput } from './totp.ts'
