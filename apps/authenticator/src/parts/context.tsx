import { createContext, use, useEffect, useState, useSyncExternalStore } from 'react'
import type { Locale } from '../app/locales.ts'
import type { Preferences } from '../app/preferences.ts'
import { problemText } from '../app/problem-text.ts'
import type { Route } from '../app/route.ts'
import type { Say } from '../app/say.ts'
import type { Session } from '../app/session.ts'
import type { View } from '../app/view.ts'

/** What every page may reach. */
export interface App {
  readonly session: Session
  readonly say: Say
  readonly locale: Locale
  readonly preferences: Preferences
  readonly prefer: (change: Partial<Preferences>) => void
  readonly route: Route
  readonly go: (route: Route) => void
  /** Says something to screen readers, wherever the focus is. */
  readonly announce: (text: string) => void
  readonly startOver: () => Promise<void>
}

const AppContext = createContext<App | undefined>(undefined)
export const AppProvider = AppContext.Provider

export function useApp(): App {
  const app = use(AppContext)
  if (app === undefined) throw new Error('There is no app around this part.')
  return app
}

export function useView(): View {
  const { session } = useApp()
  return useSyncExternalStore(session.view.watch, session.view.get)
}

/** The time of the service, once a second while the page is in sight. */
export function useNow(): number {
  const { session } = useApp()
  const [now, setNow] = useState(session.serverNow)
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>
    const tick = () => {
      setNow(session.serverNow())
      // On the second, so that all rings run down together.
      timer = setTimeout(tick, 1_000 - (session.serverNow() % 1_000))
    }
    const restart = () => {
      clearTimeout(timer)
      if (document.visibilityState === 'visible') tick()
    }
    restart()
    document.addEventListener('visibilitychange', restart)
    return () => {
      clearTimeout(timer)
      document.removeEventListener('visibilitychange', restart)
    }
  }, [session])
  return now
}

export interface Doing {
  readonly isBusy: boolean
  /** What went wrong with the last thing, for the person. */
  readonly problem: string
  readonly setProblem: (problem: string) => void
  readonly run: (work: () => Promise<void>) => void
}

/** Does one thing at a time, and keeps what went wrong. */
export function useDoing(): Doing {
  const { say, locale } = useApp()
  const [isBusy, setIsBusy] = useState(false)
  const [problem, setProblem] = useState('')
  const run = (work: () => Promise<void>) => {
    if (isBusy) return
    setIsBusy(true)
    setProblem('')
    void work()
      .catch((error: unknown) => setProblem(problemText(error, say, locale)))
      .finally(() => setIsBusy(false))
  }
  return { isBusy, problem, setProblem, run }
}
