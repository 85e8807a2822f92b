import { useEffect, useState } from 'react'
import { addressOf, type Query } from '../../app/ask.ts'

export type LiveState = 'off' | 'connecting' | 'live'

/** Calls `onNews` whenever something happened, and whenever the stream begins anew; undefined asks for nothing. */
export function useLiveEvents(query: Query | undefined, onNews: () => void): LiveState {
  /** The address whose stream is open. */
  const [open, setOpen] = useState<string>()
  const address = query === undefined ? undefined : addressOf('/events/live', query)
  useEffect(() => {
    if (address === undefined) return undefined
    const source = new EventSource(address)
    source.addEventListener('hello', () => {
      setOpen(address)
      // What happened while there was no stream.
      onNews()
    })
    source.addEventListener('events', onNews)
    source.addEventListener('error', () => setOpen(undefined))
    return () => source.close()
  }, [address, onNews])
  if (address === undefined) return 'off'
  return open === address ? 'live' : 'connecting'
}
