import { isLockDue } from './pin-delay.ts'

/** Locks when the app was out of sight for long enough. Returns what ends it. */
export function watchLock(lock: () => void, lockAfterMs: () => number): () => void {
  let hiddenAt: number | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  const changed = () => {
    clearTimeout(timer)
    if (document.visibilityState === 'hidden') {
      hiddenAt = Date.now()
      timer = setTimeout(lock, lockAfterMs())
      if (lockAfterMs() === 0) lock()
      return
    }
    // Phones stop the timers of what is out of sight.
    if (isLockDue(hiddenAt, Date.now(), lockAfterMs())) lock()
    hiddenAt = undefined
  }
  document.addEventListener('visibilitychange', changed)
  return () => {
    clearTimeout(timer)
    document.removeEventListener('visibilitychange', changed)
  }
}
