import { decodeBase32, totp, totpStep } from '@countersign/otp'
import type { DeviceAppBody } from '@countersign/wire'
import type { TokenSecret } from './answers.ts'

/** The token of one app, now. Times are by the server's clock: count down with `device.serverNow()`. */
export interface DeviceToken {
  readonly appId: number
  readonly appName: string
  readonly logoUrl: string | null
  readonly token: string
  /** The one after it, for whoever would not finish typing this one. */
  readonly next: string
  /** Milliseconds since 1970, by the server's clock. */
  readonly validFrom: number
  /** Milliseconds since 1970, by the server's clock: from here on `next` is the token. */
  readonly validUntil: number
  readonly periodSeconds: number
}

/**
 * The tokens for a time (RFC 6238 with SHA-1), in the order of the apps.
 *
 * @param serverNow milliseconds since 1970, by the server's clock
 */
export function tokensAt(
  apps: readonly DeviceAppBody[],
  secrets: readonly TokenSecret[],
  serverNow: number,
): readonly DeviceToken[] {
  return apps.flatMap((app) => {
    const secret = secrets.find(({ appId }) => appId === app.id)
    return secret === undefined ? [] : tokenAt(app, secret, serverNow)
  })
}

function tokenAt(
  { id, name, logoUrl }: DeviceAppBody,
  { secret, digits, periodSeconds }: TokenSecret,
  serverNow: number,
): readonly DeviceToken[] {
  const bytes = decodeBase32(secret)
  // An app whose secret cannot be used has no token, and the others keep theirs.
  if (bytes === undefined || bytes.length === 0 || periodSeconds < 1) return []
  if (digits !== 6 && digits !== 7 && digits !== 8) return []
  const periodMs = periodSeconds * 1000
  const validFrom = totpStep(serverNow, periodSeconds) * periodMs
  const validUntil = validFrom + periodMs
  const options = { digits, periodSeconds } as const
  return [
    {
      appId: id,
      appName: name,
      logoUrl,
      token: totp(bytes, serverNow, options),
      next: totp(bytes, validUntil, options),
      validFrom,
      validUntil,
      periodSeconds,
    },
  ]
}
