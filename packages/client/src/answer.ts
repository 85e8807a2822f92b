/** What was asked for was done, with what there is to know of it. */
export type Done<Facts = unknown> = { readonly ok: true } & Facts

/** An expected *no*. */
export interface Refused<Reason extends string> {
  readonly ok: false
  readonly reason: Reason
}

/** Too many, for now. */
export interface Throttled extends Refused<'throttled'> {
  /** Milliseconds, where the server said so. */
  readonly retryAfterMs: number | undefined
}

export interface InvalidUser extends Refused<'invalid-user'> {
  /** What is wrong with each wrong field, in English. */
  readonly fields: {
    readonly email?: string
    readonly phone?: string
    readonly countryCode?: string
  }
}

/** Done, or refused for one of these reasons. */
export type Answer<Facts, Reason extends string> =
  | Done<Facts>
  | (Reason extends 'throttled'
      ? Throttled
      : Reason extends 'invalid-user'
        ? InvalidUser
        : Refused<Reason>)
