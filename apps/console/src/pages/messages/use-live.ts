import { useQueryClient } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { addressOf } from '../../app/ask.ts'

/** Between a stream that ended and the next: the session may be over, and its dialog comes from the page's own requests. */
const AGAIN_MS = 3_000

/** Reads what belongs to `key` anew whenever the stream tells that something came; says whether it is live. */
export function useLive(path: string, event: string, key: string): boolean {
  const queries = useQueryClient()
  const [isLive, setIsLive] = useState(false)
  useEffect(() => {
    let source: EventSource | undefined
    let timer: ReturnType<typeof setTimeout> | undefined
    const refresh = () => void queries.invalidateQueries({ queryKey: [key] })
    const open = () => {
      source = new EventSource(addressOf(path))
      // Also after a break: something may have come meanwhile.
      source.addEventListener('hello', () => {
        setIsLive(true)
        refresh()
      })
      source.addEventListener(event, refresh)
      source.addEventListener('error', () => {
        setIsLive(false)
        source?.close()
        refresh()
        timer = setTimeout(open, AGAIN_MS)
      })
    }
    open()
    return () => {
      clearTimeout(timer)
      source?.close()
    }
  }, [path, event, key, queries])
  return isLive
}
