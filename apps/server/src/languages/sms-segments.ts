export interface SmsSegments {
  readonly alphabet: 'gsm-7' | 'ucs-2'
  /** Septets of GSM-7, or 16-bit units of UCS-2. */
  readonly units: number
  /** How many messages the carrier bills. */
  readonly segments: number
}

/** The default alphabet, 3GPP TS 23.038 §6.2.1, without the escape to the extension. */
const GSM_7 = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?' +
    '¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
)

/** The extension table, 3GPP TS 23.038 §6.2.1.1: an escape and one more, so two septets. */
const GSM_7_EXTENSION = new Set('\f^{}\\[~]|€')

/**
 * What fits into a message, and into each part of one that is split, whose header takes 6 bytes
 * (3GPP TS 23.040 §9.2.3.24.1).
 */
const CAPACITY = {
  'gsm-7': { alone: 160, part: 153 },
  'ucs-2': { alone: 70, part: 67 },
} as const

/** How an SMS is encoded and into how many messages it is split; an empty one is still sent as one. */
export function smsSegments(text: string): SmsSegments {
  const characters = Array.from(text)
  const septets = characters.map(septetsOf)
  const fitsGsm7 = !septets.includes(undefined)
  const alphabet = fitsGsm7 ? 'gsm-7' : 'ucs-2'
  // Both an escaped character and a surrogate pair are of two units, which no split may part.
  const widths = fitsGsm7 ? septets.map((width) => width ?? 0) : characters.map((c) => c.length)
  const units = widths.reduce((sum, width) => sum + width, 0)
  const { alone, part } = CAPACITY[alphabet]
  if (units <= alone) return { alphabet, units, segments: 1 }
  let segments = 1
  let filled = 0
  for (const width of widths) {
    if (filled + width > part) {
      segments += 1
      filled = 0
    }
    filled += width
  }
  return { alphabet, units, segments }
}

function septetsOf(character: string): number | undefined {
  if (GSM_7.has(character)) return 1
  return GSM_7_EXTENSION.has(character) ? 2 : undefined
}
