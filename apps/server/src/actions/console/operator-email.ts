import type { Deps } from '../../deps.ts'
import { operatorEmailRow } from '../sealed-rows.ts'

const IV_BYTES = 12

/** Finds an operator by e-mail; capitals make no difference. */
export function operatorEmailHash({ vault }: Pick<Deps, 'vault'>, email: string): string {
  return vault.blindIndex('operator-email', email.toLowerCase())
}

/** The two columns of an operator's e-mail. */
export function operatorEmailColumns(deps: Pick<Deps, 'vault' | 'random'>, email: string) {
  const hash = operatorEmailHash(deps, email)
  const sealed = deps.vault.seal(email, operatorEmailRow(hash), deps.random(IV_BYTES))
  return { email_hash: hash, sealed_email: sealed }
}

export function openOperatorEmail(
  { vault }: Pick<Deps, 'vault'>,
  of: { readonly sealedEmail: string; readonly emailHash: string },
): string {
  return vault.open(of.sealedEmail, operatorEmailRow(of.emailHash))
}
