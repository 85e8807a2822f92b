/** The texts of refusals, to the byte (docs/wire §2.5). */
export const USER_NOT_FOUND =
  '{"message":"User not found.","success":false,"errors":{"message":"User not found."},"error_code":"60026"}'

export const INVALID_KEY =
  '{"error_code":"60001","message":"Invalid API key","errors":{"message":"Invalid API key"},"success":false}'

export const TOO_MANY =
  '{"error_code":"60003","message":"DoS protection. User has requested too many tokens in the last minute.","errors":{"message":"DoS protection. User has requested too many tokens in the last minute."},"success":false}'

export const SUSPENDED =
  '{"error_code":"60017","message":"User has been suspended.","errors":{"message":"User has been suspended."},"success":false}'

/** Of the errors whose code comes first. */
export function refusedWith(code: string, message: string): string {
  return `{"error_code":"${code}","message":"${message}","errors":{"message":"${message}"},"success":false}`
}

export function invalidParameter(name: string, reason: string): string {
  return refusedWith('60004', `Invalid parameter: ${name} - ${reason}`)
}
