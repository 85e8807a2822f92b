import { browserStore } from '@countersign/device/browser'
import { StrictMode, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { createRoot } from 'react-dom/client'
import { browserDrawer, emptyDrawer } from './app/database.ts'
import { chooseLocale, directionOf } from './app/locales.ts'
import { watchLock } from './app/lock-watch.ts'
import { loadPreferences, savePreferences } from './app/preferences.ts'
import { keepNotificationText, renewPush } from './app/push.ts'
import { formatRoute, parseRoute, type Route } from './app/route.ts'
import { createSay, loadTexts } from './app/say.ts'
import { type Session, startSession } from './app/session.ts'
import { watchUpdates } from './app/updates.ts'
import { type App, AppProvider } from './parts/context.tsx'
import { Router } from './parts/router.tsx'
import type { Texts } from './texts/en.ts'
import './style/base.css'
import './style/parts.css'
import './style/pages.css'

const drawer = browserDrawer()

interface RootProps {
  readonly session: Session
  readonly firstTexts: Texts
}

function Root({ session, firstTexts }: RootProps) {
  const [preferences, setPreferences] = useState(loadPreferences)
  const [route, setRoute] = useState(() => parseRoute(location.hash))
  const [texts, setTexts] = useState(firstTexts)
  const [said, setSaid] = useState('')
  const [reload, setReload] = useState<() => void>()
  const locale = preferences.locale ?? chooseLocale(navigator.languages)
  const say = useMemo(() => createSay(texts), [texts])
  const lockAfterMs = useRef(preferences.lockAfterMs)

  useEffect(() => {
    const changed = () => setRoute(parseRoute(location.hash))
    addEventListener('hashchange', changed)
    return () => removeEventListener('hashchange', changed)
  }, [])
  useEffect(() => watchLock(session.lock, () => lockAfterMs.current), [session])
  useEffect(() => {
    // The function is the state itself, not one that makes it.
    void watchUpdates((ready) => setReload(() => ready)).catch(() => {})
  }, [])
  useEffect(() => {
    savePreferences(preferences)
    lockAfterMs.current = preferences.lockAfterMs
    const root = document.documentElement
    if (preferences.theme === 'system') delete root.dataset['theme']
    else root.dataset['theme'] = preferences.theme
  }, [preferences])
  useEffect(() => {
    void loadTexts(locale)
      .then(setTexts)
      // Offline, before this language was ever fetched: the one that is shown will do.
      .catch(() => {})
  }, [locale])
  useEffect(() => {
    document.documentElement.lang = locale
    document.documentElement.dir = directionOf(locale)
    void keepNotificationText(drawer, say, locale, directionOf(locale)).catch(() => {})
  }, [locale, say])

  const go = useCallback((to: Route) => {
    location.hash = formatRoute(to)
  }, [])
  const announce = useCallback((text: string) => {
    // The same words again are read again only if they change.
    setSaid((before) => (before === text ? `${text}\u00A0` : text))
  }, [])
  const app: App = useMemo(
    () => ({
      session,
      say,
      locale,
      preferences,
      prefer: (change) => setPreferences((before) => ({ ...before, ...change })),
      route,
      go,
      announce,
      startOver,
    }),
    [session, say, locale, preferences, route, go, announce],
  )
  return (
    <AppProvider value={app}>
      <Router reload={reload} />
      <p className="unseen" aria-live="polite">
        {said}
      </p>
    </AppProvider>
  )
}

/** Deletes all that is on this device, keys included. */
async function startOver(): Promise<void> {
  await browserStore().clear()
  await emptyDrawer()
  localStorage.clear()
  location.hash = '#/'
  location.reload()
}

async function start(): Promise<void> {
  const root = document.querySelector('#root')
  if (root === null) return
  const preferences = loadPreferences()
  if (preferences.theme !== 'system') document.documentElement.dataset['theme'] = preferences.theme
  const locale = preferences.locale ?? chooseLocale(navigator.languages)
  const [session, firstTexts] = await Promise.all([
    startSession({
      baseUrl: location.origin,
      drawer,
      deviceStore: browserStore(),
      now: Date.now,
      report: (error) => console.error(error),
    }),
    loadTexts(locale).catch(() => loadTexts('en')),
  ])
  createRoot(root).render(
    <StrictMode>
      <Root session={session} firstTexts={firstTexts} />
    </StrictMode>,
  )
  if (session.view.get().device.status === 'registered') {
    void session.act(renewPush).catch(() => {})
  }
}

void start()
