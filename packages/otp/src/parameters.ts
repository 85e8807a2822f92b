/** Refusals of misuse: each throws, says what was expected, and never repeats a secret. */

export function requireSecret(secret: Uint8Array): void {
  if (!(secret instanceof Uint8Array)) throw new TypeError('secret must be a Uint8Array')
  if (secret.length === 0) throw new RangeError('secret must not be empty')
}

export function requireDigits(digits: number): void {
  if (digits !== 6 && digits !== 7 && digits !== 8) {
    throw new RangeError(`digits must be 6, 7 or 8, not ${String(digits)}`)
  }
}

/** A counter, a step, or how far a window reaches to one side. */
export function requireWholeNumber(name: string, value: number): void {
  if (!Number.isSafeInteger(value) || value < 0) {
    throw new RangeError(`${name} must be a safe integer from 0, not ${String(value)}`)
  }
}

export function requirePeriod(periodSeconds: number): void {
  if (!Number.isSafeInteger(periodSeconds) || periodSeconds < 1) {
    throw new RangeError(
      `periodSeconds must be a whole number from 1, not ${String(periodSeconds)}`,
    )
  }
}
