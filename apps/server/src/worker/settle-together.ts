/** Writes outcomes that come in while one batch is written together in the next. */
export function createSettler<Outcome>(
  write: (batch: readonly Outcome[]) => Promise<void>,
): (outcome: Outcome) => Promise<void> {
  let outcomes: Outcome[] = []
  let settling: Promise<void> | undefined

  return async (outcome) => {
    outcomes.push(outcome)
    // Whether that one fails is its own callers' affair: these outcomes are to be written all the same.
    while (settling !== undefined) await settling.catch(() => {})
    if (outcomes.length === 0) return
    const batch = outcomes
    outcomes = []
    settling = write(batch).finally(() => {
      settling = undefined
    })
    await settling
  }
}
