import { Tooltip } from '@mantine/core'
import { useEffect, useState } from 'react'

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })
const LOOK_EVERY_MS = 20_000
const SPANS = [
  ['year', 31_536_000_000],
  ['month', 2_592_000_000],
  ['day', 86_400_000],
  ['hour', 3_600_000],
  ['minute', 60_000],
] as const

/** How long ago, or how soon; the exact time when pointed at. @param at milliseconds */
export function Ago({ at }: { readonly at: number }) {
  const now = useNow()
  const exact = new Date(at)
  return (
    <Tooltip label={exact.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'long' })}>
      <time dateTime={exact.toISOString()}>{relative(at, now)}</time>
    </Tooltip>
  )
}

/** The time, looked at again now and then. */
function useNow(): number {
  const [now, setNow] = useState(() => Date.now())
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), LOOK_EVERY_MS)
    return () => clearInterval(timer)
  }, [])
  return now
}

function relative(at: number, now: number): string {
  const difference = at - now
  for (const [unit, span] of SPANS) {
    if (Math.abs(difference) >= span) return RELATIVE.format(Math.round(difference / span), unit)
  }
  // The time is looked at every 20 seconds, so what has just happened may seem to be to come.
  return difference > LOOK_EVERY_MS ? 'in a moment' : 'just now'
}

/** Date and time, to the second. */
export function Exact({ at }: { readonly at: number }) {
  const exact = new Date(at)
  return (
    <time dateTime={exact.toISOString()}>
      {exact.toLocaleString(undefined, { dateStyle: 'medium', timeStyle: 'medium' })}
    </time>
  )
}
