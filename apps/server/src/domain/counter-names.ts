/** What a message goes out by. */
type Channel = 'sms' | 'call' | 'email'

/**
 * The names of the counters, made and read here alone. Parts stand behind each other with slashes, the
 * country first, so that everything of one country and kind lies side by side.
 */

/** What a name says where a number tells no country. */
export const NO_COUNTRY = 'ZZ'

/** What a token was right, or wrong, as. `none`: the person had nothing that it could have been. */
export const VERIFIED_BY = ['sms', 'call', 'email', 'push', 'qr', 'soft', 'none'] as const
export type VerifiedBy = (typeof VERIFIED_BY)[number]

export type VerifyResult = 'valid' | 'reused' | 'invalid'

export type DeliveryStatus = 'sent' | 'failed' | 'refused'

/** Beside these, `app/stats` reads `verify/valid`, `users/added`, `sent/sms`, `sent/call` and `api-calls`. */
export const API_CALLS = 'api-calls'
export const ACTIVE_USERS = 'active-users'
export const ACTIVE_DEVICES = 'active-devices'
export const LOG_DROPPED = 'request-log-dropped'

/** Every limit that refuses an attempt: docs/console.md says what each is. */
export const LIMITS = [
  'send/phone',
  'send/app',
  'send/address',
  'send/token',
  'wrong/phone',
  'wrong/app',
  'wrong/address',
  'wrong/user',
  'wrong-code/phone',
  'wrong-code/app',
  'wrong-code/address',
  'wrong-code/code',
  'suspended',
] as const
export type LimitName = (typeof LIMITS)[number]

export const verifyName = (result: VerifyResult) => `verify/${result}`
export const codeName = (isRight: boolean) => `code/${isRight ? 'valid' : 'invalid'}`
export const sentName = (channel: Channel) => `sent/${channel}`
export const usersName = (change: 'added' | 'removed') => `users/${change}`
export const approvalsName = (status: 'asked' | 'approved' | 'denied') => `approvals/${status}`
export const refusedName = (limit: LimitName) => `refused/${limit}`
export const messagesName = (channel: Channel, status: DeliveryStatus) =>
  `messages/${channel}/${status}`

/** A decided token or code: of which country, how, and with what. */
export const verifiedName = (country: string | undefined, result: VerifyResult, by: VerifiedBy) =>
  `verified/${country ?? NO_COUNTRY}/${result}/${by}`

/** A token or code that was decided to be sent. */
export const sendsName = (country: string | undefined, channel: Channel) =>
  `sends/${country ?? NO_COUNTRY}/${channel}`

/** A token or code as it left a provider, or did not. */
export const deliveredName = (
  country: string | undefined,
  channel: Channel,
  provider: string,
  status: DeliveryStatus,
) => `delivered/${country ?? NO_COUNTRY}/${channel}/${namePart(provider)}/${status}`

/** A token or code that verified, by the provider that had delivered it. */
export const convertedName = (country: string | undefined, channel: Channel, provider: string) =>
  `converted/${country ?? NO_COUNTRY}/${channel}/${namePart(provider)}`

/** What providers asked for, in millionths of a unit of the currency. */
export const spendName = (
  country: string | undefined,
  channel: Channel,
  provider: string,
  currency: string,
) => `spend/${country ?? NO_COUNTRY}/${channel}/${namePart(provider)}/${currency}`

/** @param cost an amount and a currency, `0.0075 USD`; undefined for what is neither */
export function parseCost(
  cost: string,
): { readonly millionths: number; readonly currency: string } | undefined {
  const [, amount = '', currency = ''] = /^(\d{1,9}(?:\.\d{1,9})?) ([A-Z]{3})$/.exec(cost) ?? []
  if (currency === '') return undefined
  return { millionths: Math.round(Number(amount) * 1_000_000), currency }
}

/** @param milliseconds from the decision to send until the provider had it */
export const latencyName = (channel: Channel, provider: string, milliseconds: number) =>
  `latency/${channel}/${namePart(provider)}/${bucketOf(milliseconds)}`

/** @param milliseconds from the question to its answer */
export const answerTimeName = (milliseconds: number) => `answer-time/${bucketOf(milliseconds)}`

/** A limit by the id of the row that counts it, `send/phone/…`; undefined for those that are not counted. */
export function limitOf(throttleId: string): LimitName | undefined {
  const [kind = '', of = ''] = throttleId.split('/', 2)
  return LIMITS.find((limit) => limit === `${kind}/${of}`)
}

/**
 * Buckets of a logarithmic scale: each ends a tenth above where it begins, so a percentile read from
 * them is within 5 % of the true one. 0 is below a millisecond, and 202 holds all from two days on:
 * a name for each bucket that there ever can be.
 */
const GROWTH = 1.1
const LAST_BUCKET = 202

export function bucketOf(milliseconds: number): number {
  if (!(milliseconds >= 1)) return 0
  return Math.min(LAST_BUCKET, 1 + Math.floor(Math.log(milliseconds) / Math.log(GROWTH)))
}

/** Where a bucket begins, in milliseconds. */
function startOf(bucket: number): number {
  return bucket === 0 ? 0 : GROWTH ** (bucket - 1)
}

/**
 * The value below which so much of a histogram lies, in milliseconds; undefined for an empty one.
 *
 * @param counts by bucket
 * @param part 0.5 for the median
 */
export function percentile(counts: ReadonlyMap<number, number>, part: number): number | undefined {
  const buckets = [...counts].filter(([, count]) => count > 0).toSorted(([a], [b]) => a - b)
  const total = buckets.reduce((sum, [, count]) => sum + count, 0)
  let left = total * part
  for (const [bucket, count] of buckets) {
    if (left <= count) {
      const from = startOf(bucket)
      // As if the bucket were filled evenly.
      return Math.round(from + (startOf(bucket + 1) - from) * (left / count))
    }
    left -= count
  }
  return undefined
}

/** A name in its parts, the first of them its kind. Providers are configured names: they hold no slash. */
export function partsOf(name: string): readonly string[] {
  return name.split('/')
}

/** A slash in a configured name would be taken for a part of its own. */
function namePart(text: string): string {
  return text.replaceAll('/', '-').slice(0, 40)
}
