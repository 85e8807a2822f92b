interface Waiting {
  readonly isShared: boolean
  readonly start: () => void
}

export interface Lock {
  /** Beside others that share it. */
  readonly share: () => Promise<void>
  /** Alone. */
  readonly hold: () => Promise<void>
  readonly release: () => void
}

/** First come, first served: who wants it alone is not passed by those who would share it. */
export function createLock(): Lock {
  const queue: Waiting[] = []
  let holders = 0
  let isShared = true

  function acquire(wantsToShare: boolean): Promise<void> {
    if (queue.length === 0 && mayStart(wantsToShare)) {
      begin(wantsToShare)
      return Promise.resolve()
    }
    return new Promise((start) => queue.push({ isShared: wantsToShare, start }))
  }

  function mayStart(wantsToShare: boolean): boolean {
    return holders === 0 || (isShared && wantsToShare)
  }

  function begin(shares: boolean): void {
    holders++
    isShared = shares
  }

  return {
    share: () => acquire(true),
    hold: () => acquire(false),
    release() {
      holders--
      for (let next = queue[0]; next !== undefined && mayStart(next.isShared); next = queue[0]) {
        queue.shift()
        begin(next.isShared)
        next.start()
      }
    },
  }
}
