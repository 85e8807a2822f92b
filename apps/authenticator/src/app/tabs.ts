/** What one tab tells the others: its accounts are others now, or its lock is. */
export type TabNews = 'accounts' | 'lock'

export interface Tabs {
  readonly tell: (news: TabNews) => void
  readonly hear: (listener: (news: TabNews) => void) => void
}

export function browserTabs(): Tabs {
  const channel = new BroadcastChannel('countersign-authenticator')
  return {
    tell: (news) => channel.postMessage(news),
    hear: (listener) =>
      channel.addEventListener('message', (event) => {
        if (event.data === 'accounts' || event.data === 'lock') listener(event.data)
      }),
  }
}
