import type {
  Call,
  Callback,
  CallbackSet,
  Clock,
  Fault,
  HistoryRecord,
  Message,
  Op,
  Run,
  Span,
} from '../history.ts'

/** Something that must not be, and the rule that it breaks. */
export interface Problem {
  readonly rule: string
  readonly text: string
}

export type CallOf<Kind extends Op['kind']> = Call & {
  readonly op: Extract<Op, { readonly kind: Kind }>
}

/** A history, sorted by what its records are. */
export interface Facts {
  readonly run: Run
  readonly calls: readonly Call[]
  readonly messages: readonly Message[]
  readonly callbacks: readonly Callback[]
  readonly callbackSets: readonly CallbackSet[]
  readonly faults: readonly Fault[]
  readonly clocks: readonly Clock[]
  readonly callsOf: <Kind extends Op['kind']>(kind: Kind) => readonly CallOf<Kind>[]
}

export function sortFacts(records: readonly HistoryRecord[]): Facts {
  const of = <Kind extends HistoryRecord['kind']>(kind: Kind) =>
    records.filter(
      (record): record is Extract<HistoryRecord, { readonly kind: Kind }> => record.kind === kind,
    )
  const [run] = of('run')
  if (run === undefined) throw new Error('A history begins with how its run was made.')
  const calls = of('call').toSorted((a, b) => a.from - b.from)
  const byKind = Map.groupBy(calls, ({ op }) => op.kind)
  return {
    run,
    calls,
    messages: of('message').toSorted((a, b) => a.from - b.from),
    callbacks: of('callback').toSorted((a, b) => a.from - b.from),
    callbackSets: of('callback-set'),
    faults: of('fault'),
    clocks: of('clock').toSorted((a, b) => a.from - b.from),
    // Grouped by the very kind that the type names.
    callsOf: <Kind extends Op['kind']>(kind: Kind) =>
      (byKind.get(kind) ?? []) as unknown as readonly CallOf<Kind>[],
  }
}

export function isBefore(one: Span, other: Span): boolean {
  return one.to < other.from
}

/** Nothing is known of it: no answer, or 503 of the service itself. */
export function isUnknown({ answer }: Call): boolean {
  return answer === undefined || (answer.status === 503 && answer.code !== '60017')
}

export function isAccepted({ answer }: Call): boolean {
  return answer?.status === 200
}

/** The service's clock while something happened, at the earliest and at the latest; milliseconds since the start of the run. */
export function serviceTime({ clocks }: Facts, span: Span): readonly [number, number] {
  const before = clocks.filter((clock) => clock.from < span.from).at(-1)
  const within = clocks.filter((clock) => clock.from > span.from && clock.from < span.to)
  const offsets = [...(before === undefined ? [] : [before]), ...within]
  const earliest = Math.min(before === undefined ? 0 : Infinity, ...offsets.map((c) => c.earliest))
  const latest = Math.max(before === undefined ? 0 : -Infinity, ...offsets.map((c) => c.latest))
  return [span.at + earliest, span.until + latest]
}

/** When the service's clock may show this time at the earliest; milliseconds since the start of the run. */
export function mayShowAt({ clocks }: Facts, time: number): number {
  const offsets = [{ at: 0, latest: 0 }, ...clocks]
  const moments = offsets.flatMap(({ at, latest }, index) => {
    const from = Math.max(at, time - latest)
    return from <= (offsets[index + 1]?.at ?? Infinity) ? [from] : []
  })
  return Math.min(...moments)
}

/** Whether a fault was on at some time of the span, or so shortly before that it may still be felt. */
export function isUnderFault({ faults, run }: Facts, span: Span): boolean {
  return faults.some((fault) => fault.at <= span.until && span.at <= fault.until + run.graceMs)
}

/** Before it came in, a delivery may have been under way so long: all that the service gives it. */
export const ON_ITS_WAY_MS = 10_000

/** Calls of one thing, in the order in which they began. */
export function groupBy<Kind extends Op['kind']>(
  calls: readonly CallOf<Kind>[],
  key: (op: CallOf<Kind>['op']) => unknown,
): readonly (readonly CallOf<Kind>[])[] {
  return [...Map.groupBy(calls, ({ op }) => JSON.stringify(key(op))).values()]
}
