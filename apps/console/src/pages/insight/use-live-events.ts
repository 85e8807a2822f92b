import type { ConsoleEvent } from '@countersign/server/console-api'
import { useEffect, useState } from 'react'
import { addressOf, type Query } from '../../app/ask.ts'

/** Kept of what came live: what is older is in the list. */
const MOST_LIVE = 100

export interface LiveEvents {
  readonly events: readonly ConsoleEvent[]
  readonly state: 'off' | 'connecting' | 'live'
}

/** Events as they happen, newest first; undefined asks for none. `onOpen` is told whenever the stream begins. */
export function useLiveEvents(query: Query | undefined, onOpen: () => void): LiveEvents {
  const [events, setEvents] = useState<readonly ConsoleEvent[]>([])
  const [state, setState] = useState<LiveEvents['state']>('off')
  const address = query === undefined ? undefined : addressOf('/events/live', query)
  useEffect(() => {
    setEvents([])
    if (address === undefined) {
      setState('off')
      return undefined
    }
    setState('connecting')
    const source = new EventSource(address)
    source.addEventListener('open', () => {
      setState('live')
      // What happened while there was no stream is in the list.
      onOpen()
    })
    source.addEventListener('error', () => setState('connecting'))
    source.addEventListener('message', ({ data }) => {
      // The service writes one event a message, as its schema says.
      const event = JSON.parse(String(data)) as ConsoleEvent
      setEvents((former) => [event, ...former].slice(0, MOST_LIVE))
    })
    return () => source.close()
  }, [address, onOpen])
  return { events, state }
}
