import { createClient } from '@countersign/client'

const countersign = createClient({
  apiKey: process.env['COUNTERSIGN_API_KEY'] ?? '',
  baseUrl: process.env['COUNTERSIGN_URL'] ?? 'http://127.0.0.1:8080',
})

/** Asks on the phone; where that cannot be, sends a token. */
export async function secondFactor(authyId: number) {
  const asked = await countersign.approvals.request(authyId, { message: 'Log in to Acme' })
  if (asked.ok) return await countersign.approvals.wait(asked.uuid, { timeoutMs: 60_000 })
  return await countersign.tokens.send(authyId, { channel: 'sms' })
}

export async function isRight(authyId: number, token: string) {
  const verified = await countersign.tokens.verify(authyId, token)
  return verified.ok
}
