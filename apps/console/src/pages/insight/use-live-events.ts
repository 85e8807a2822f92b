import { useEffect, useState } from 'react'
import { addressOf, type Query } from '../../app/ask.ts'

export type LiveState = 'off' | 'connecting' | 'live'

/** Calls `onNews` whenever something happened, and whenever the stream begins anew; undefined asks for nothing. */
export function useLiveEvents(query: Query | undefined, onNews: () => void): LiveState {
  const [state, setState] = useState<LiveState>('off')
  const address = query === undefined ? undefined : addressOf('/events/live', query)
  useEffect(() => {
    if (address === undefined) {
      setState('off')
      return undefined
    }
    setState('connecting')
    const source = new EventSource(address)
    source.addEventListener('hello', () => {
      setState('live')
      // What happened while there was no stream.
      onNews()
    })
    source.addEventListener('events', onNews)
    source.addEventListener('error', () => setState('connecting'))
    return () => source.close()
  }, [address, onNews])
  return state
}
