import { countersign } from './client.ts'
import type { Visitor } from './ask.ts'
import { explain } from './explain.ts'

/** The person typed a token, from an SMS, a call, an e-mail or an app: it makes no difference here. */
export async function finishWithToken({ authyId, userIp }: Visitor, typed: string) {
  const verified = await countersign.tokens.verify(authyId, typed, { userIp })
  if (!verified.ok) return { isIn: false, text: explain(verified) }
  return { isIn: true }
}
