/** What a message says and to whom: kept sealed on its row, given to the provider as it is. */
export interface MessageContent {
  readonly to: string
  readonly appName: string
  readonly text: string
  readonly subject?: string
  /** The digits, where the message carries any. */
  readonly token?: string
  /** How a call says it. */
  readonly speech?: {
    readonly languageTag: string
    readonly greeting: string
    readonly again: string
    readonly goodbye: string
  }
}
