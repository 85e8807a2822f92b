import type { LineType, PhoneNumber } from './phone-number.ts'

/** What is known of a number beyond its digits. */
export interface PhoneFacts {
  readonly type: LineType
  /** `unknown` where nothing tells: numbers move between carriers, so a prefix proves nothing. */
  readonly provider: string
  readonly ported: boolean
}

/** Looks a number up elsewhere, where a source is configured that knows more than the numbering plans. Throws on an outage. */
export type PhoneLookUp = (phone: PhoneNumber) => Promise<PhoneFacts>

const LINE_TYPES: readonly LineType[] = ['cellphone', 'landline', 'voip', 'unknown']

/** Longer names of carriers are cut: the answer is read by small parsers. */
const MOST_PROVIDER_CHARACTERS = 100

/** What a look-up service answered; undefined when it is not of the agreed shape. */
export function parsePhoneFacts(answer: unknown): PhoneFacts | undefined {
  if (typeof answer !== 'object' || answer === null) return undefined
  const { type, provider, ported }: { type?: unknown; provider?: unknown; ported?: unknown } =
    answer
  const lineType = LINE_TYPES.find((known) => known === type)
  if (lineType === undefined) return undefined
  return {
    type: lineType,
    provider:
      typeof provider === 'string' && provider !== ''
        ? provider.slice(0, MOST_PROVIDER_CHARACTERS)
        : 'unknown',
    ported: ported === true,
  }
}
