/** Remembers which callbacks came. */
export interface CallbackMemory {
  /**
   * Takes an id; false for one that was taken before. Of several at once exactly one is told true, as
   * by `INSERT … ON CONFLICT DO NOTHING`.
   *
   * @param id at most 64 characters
   * @param until milliseconds since 1970; it may be forgotten from then on
   * @param now milliseconds since 1970
   */
  claim(id: string, until: number, now: number): boolean | Promise<boolean>
}

/** More than come in five minutes at a busy app; looked through only when there are as many. */
const CLEAN_AT = 10_000

/** A memory of this process alone. */
export function createCallbackMemory(): CallbackMemory {
  const taken = new Map<string, number>()
  let cleanAt = CLEAN_AT
  return {
    claim(id, until, now) {
      if ((taken.get(id) ?? 0) > now) return false
      taken.set(id, until)
      if (taken.size >= cleanAt) {
        for (const [each, end] of taken) if (end <= now) taken.delete(each)
        // Only what was signed with the app's key gets in: it is never emptied to make room.
        cleanAt = taken.size + CLEAN_AT
      }
      return true
    },
  }
}
