/** What the feed shows, as its address says. */
export interface EventsSearch {
  readonly app?: number | undefined
  readonly kind?: string | undefined
  readonly authyId?: number | undefined
  /** Local date and time, as an input of the browser has it. */
  readonly from?: string | undefined
  readonly until?: string | undefined
  readonly after?: number | undefined
  /** Off where one reads in peace. */
  readonly live?: boolean | undefined
}

export function readEventsSearch(search: Record<string, unknown>): EventsSearch {
  const { app, kind, authyId, from, until, after, live } = search
  return {
    app: typeof app === 'number' ? app : undefined,
    kind: typeof kind === 'string' && /^[a-z_]{1,60}$/.test(kind) ? kind : undefined,
    authyId: typeof authyId === 'number' ? authyId : undefined,
    from: momentOf(from),
    until: momentOf(until),
    after: typeof after === 'number' ? after : undefined,
    live: live === false ? false : undefined,
  }
}

function momentOf(value: unknown): string | undefined {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value)) ? value : undefined
}
