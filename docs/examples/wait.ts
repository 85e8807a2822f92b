import { countersign } from './client.ts'

/**
 * What the page that waits asks your application, again and again: each answer comes as soon as there is one, or after
 * 25 seconds. `signal` ends it when the browser has gone.
 */
export async function readAnswer(uuid: string, authyId: number, signal: AbortSignal) {
  const found = await countersign.approvals.wait(uuid, { timeoutMs: 25_000, signal })
  if (!found.ok || found.approval.authyId !== authyId) return 'denied'
  return found.approval.status
}
