export interface InboxMessage {
  readonly id: string
  readonly phone: string
  readonly text: string
  readonly token: string
}

/** What phones have received: the carrier puts it in, and the people wait for it. */
export interface Inbox {
  readonly put: (message: InboxMessage) => void
  /** The first message to a phone whose text holds the words; undefined once nothing comes any more. */
  readonly find: (
    phone: string,
    words: string,
    options?: { readonly butNot?: ReadonlySet<string> },
  ) => Promise<InboxMessage | undefined>
  /** Nothing comes any more. */
  readonly close: () => void
}

export function createInbox(): Inbox {
  const byPhone = new Map<string, InboxMessage[]>()
  const waiting = new Set<() => void>()
  let isClosed = false

  function look(
    phone: string,
    words: string,
    butNot: ReadonlySet<string> | undefined,
  ): InboxMessage | undefined {
    return byPhone.get(phone)?.find(({ id, text }) => text.includes(words) && !butNot?.has(id))
  }

  return {
    put(message) {
      const those = byPhone.get(message.phone) ?? []
      byPhone.set(message.phone, [...those, message])
      for (const wake of waiting) wake()
    },
    find: (phone, words, { butNot } = {}) =>
      new Promise((resolve) => {
        const wake = () => {
          const found = look(phone, words, butNot)
          if (found === undefined && !isClosed) return
          waiting.delete(wake)
          resolve(found)
        }
        waiting.add(wake)
        wake()
      }),
    close() {
      isClosed = true
      for (const wake of waiting) wake()
    },
  }
}
