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
import { browserTabs } from './app/tabs.ts'
import { watchUpdates } from './app/updates.ts'
import { type App, AppProvider } from './parts/context.tsx'
import { Router } from './parts/router.tsx'
import type { Texts } from './texts/en.ts'
import './style/base.css'
import './style/parts.css'
import './style/pages.css'

const drawer = browserDrawer()
const tabs = browserTabs()

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
      tell: tabs.tell,
      report: (error) => console.error(error),
    }),
    loadTexts(locale).catch(() => loadTexts('en')),
  ])
  tabs.hear((news) => {
    if (news === 'lock') location.reload()
    else void session.readAccounts().catch(() => location.reload())
  })
  askToKeep(session)
  createRoot(root).render(
    <StrictMode>
      <Root session={session} firstTexts={firstTexts} />
    </StrictMode>,
  )
  renewPushWhenRegistered(session)
}

/** At each start, and when the device was set up anew: the service has to be told where to wake it. */
function renewPushWhenRegistered(session: Session): void {
  let wasRegistered = false
  const look = () => {
    const isRegistered = session.view.get().device.status === 'registered'
    const isNew = isRegistered && !wasRegistered
    wasRegistered = isRegistered
    if (isNew) void session.act(renewPush).catch(() => {})
  }
  look()
  session.view.watch(look)
}

/** Otherwise the browser may clear away what is kept when it runs out of room. */
function askToKeep(session: Session): void {
  const stop = session.view.watch(() => {
    const { device, accounts } = session.view.get()
    if (device.status !== 'registered' && accounts.length === 0) return
    stop()
    void navigator.storage.persist().catch(() => false)
  })
}

/** Before there are texts, and for whoever runs the service: in English. */
function sayBroken(error: unknown): void {
  console.error(error)
  document.body.textContent = isSecureContext
    ? 'Countersign could not be opened: this browser does not let it keep anything. Please leave private browsing, or try another browser.'
    : 'Countersign needs a secure connection. Please open this page by https.'
}

void start().catch(sayBroken)
