import type { Deps } from '../../deps.ts'

/** 256 bits: what nobody guesses, however often they may try. */
const BYTES = 32

/** A secret that whoever holds it may use; stored as a keyed hash alone. */
export function drawBearerToken(random: Deps['random']): string {
  return Buffer.from(random(BYTES)).toString('base64url')
}
