/** How long a provider may take: longer than a slow carrier's answer, much shorter than a token's life. */
export const PROVIDER_TIMEOUT_MS = 10_000

/** Makes a signal that aborts after so many milliseconds; `AbortSignal.timeout` outside tests. */
export type TimeLimit = (milliseconds: number) => AbortSignal

export const realTimeLimit: TimeLimit = (milliseconds) => AbortSignal.timeout(milliseconds)

/** Why an attempt was given up, once either signal has aborted. */
export function gaveUpReason(limit: AbortSignal): string {
  return limit.aborted
    ? `no answer within ${PROVIDER_TIMEOUT_MS / 1000} seconds`
    : 'the attempt was stopped before an answer came'
}
