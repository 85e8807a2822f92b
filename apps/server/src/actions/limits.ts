import { addressRange } from '../domain/address-range.ts'
import {
  APP_THROTTLE_WINDOW_MS,
  THROTTLE_WINDOW_MS,
  WRONG_TOKENS_PER_PHONE,
} from '../domain/limits.ts'
import type { Limit } from './hot/counting.ts'

/** What a send counts against: the phone over all apps, since a phone that is flooded is flooded whoever asks; the app; the person's address. */
export function sendLimits(of: {
  readonly appId: number
  readonly phoneHash: string
  readonly userIp: string | undefined
  readonly sendsPerPhone: number
  readonly sendsPerApp: number
  readonly sendsPerAddress: number
}): readonly Limit[] {
  return limitsOf('send', of.appId, of.phoneHash, of.userIp, {
    perPhone: of.sendsPerPhone,
    perApp: of.sendsPerApp,
    perAddress: of.sendsPerAddress,
  })
}

/**
 * What a wrong token or code counts against. The two are apart (`wrong`, `wrong-code`): a hot group
 * must never wait for a row that waits for it.
 *
 * @param phone what stands for the phone in the count: a user's id, or the hash of a number without user
 */
export function wrongLimits(
  kind: 'wrong' | 'wrong-code',
  of: {
    readonly appId: number
    readonly phone: string
    readonly userIp: string | undefined
    readonly wrongTokensPerApp: number
    readonly wrongTokensPerAddress: number
  },
): readonly Limit[] {
  return limitsOf(kind, of.appId, of.phone, of.userIp, {
    perPhone: WRONG_TOKENS_PER_PHONE,
    perApp: of.wrongTokensPerApp,
    perAddress: of.wrongTokensPerAddress,
  })
}

/** The row that counts the wrong tokens of a user's phone, for the operator who lifts a suspension. */
export function wrongTokensOfUser(authyId: number): string {
  return `wrong/phone/${authyId}`
}

function limitsOf(
  kind: string,
  appId: number,
  phone: string,
  userIp: string | undefined,
  most: { readonly perPhone: number; readonly perApp: number; readonly perAddress: number },
): readonly Limit[] {
  const limits: Limit[] = [
    { id: `${kind}/phone/${phone}`, limit: most.perPhone, windowMs: THROTTLE_WINDOW_MS },
    { id: `${kind}/app/${appId}`, limit: most.perApp, windowMs: APP_THROTTLE_WINDOW_MS },
  ]
  if (userIp !== undefined) {
    const id = `${kind}/address/${appId}/${addressRange(userIp)}`
    limits.push({ id, limit: most.perAddress, windowMs: THROTTLE_WINDOW_MS })
  }
  return limits
}
