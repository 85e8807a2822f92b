/** NIST SP 800-63B §5.1.1.2 asks for 8 at least; an operator's password opens more than one account. */
export const LEAST_PASSWORD_CHARACTERS = 10

/** Room for any sentence, and no more than a hash takes without noticing. */
export const MOST_PASSWORD_CHARACTERS = 256

export type PasswordProblem = 'too-short' | 'too-long' | 'is-the-email'

/** What is wrong with a password that somebody chooses, or undefined. Its length counts, not its kinds of characters (NIST SP 800-63B §5.1.1.2). */
export function findPasswordProblem(password: string, email: string): PasswordProblem | undefined {
  const { length } = Array.from(password)
  if (length < LEAST_PASSWORD_CHARACTERS) return 'too-short'
  if (length > MOST_PASSWORD_CHARACTERS) return 'too-long'
  const [name] = email.split('@')
  const typed = password.trim().toLowerCase()
  return typed === email.toLowerCase() || typed === name?.toLowerCase() ? 'is-the-email' : undefined
}
