/** A value as the app gave it; shown as text, and handed back to the app as it came. */
export type DetailValue = string | number | boolean | null

/** Names and values in the app's order: an object would put names of digits first. */
export type Details = readonly (readonly [name: string, value: DetailValue])[]

/** The sizes of a logo (docs/wire §7.1). */
export const LOGO_RESOLUTIONS = ['default', 'low', 'med', 'high'] as const

export interface Logo {
  readonly res: (typeof LOGO_RESOLUTIONS)[number]
  readonly url: string
}

/** What an approval request says. Never changed after it was asked. */
export interface ApprovalContent {
  readonly appName: string
  readonly message: string
  /** Null where the app gave none. */
  readonly details: Details | null
  readonly hiddenDetails: Details | null
  readonly logos: readonly Logo[] | null
  /** Address of whoever asks, if the app told us. */
  readonly requestedFrom: string | null
  readonly secondsToExpire: number
  /** Two digits that Approve needs; null without number matching. */
  readonly number: string | null
}
