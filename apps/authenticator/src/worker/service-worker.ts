import { browserDrawer } from '../app/database.ts'
import { NOTIFICATION, type NotificationText } from '../app/notification.ts'

/**
 * Keeps the files of one build, so that the app opens without a network and never mixes two builds.
 * Requests to the service are none of its business.
 */
declare const self: ServiceWorkerGlobalScope
/** Filled in by the build. */
declare const FILES: readonly string[]
declare const VERSION: string

const CACHE = `authenticator-${VERSION}`
const SCOPE = '/authenticator/'

const DEFAULT_TEXT: NotificationText = {
  title: 'Countersign',
  body: 'Waiting for your answer',
  locale: 'en',
  direction: 'ltr',
}

self.addEventListener('install', (event) => event.waitUntil(keepFiles()))

self.addEventListener('activate', (event) => event.waitUntil(dropOlderFiles()))

self.addEventListener('message', (event) => {
  // The person pressed Reload on the notice of a new version.
  if (event.data === 'take-over') void self.skipWaiting()
})

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url)
  const isOurs = url.origin === self.location.origin && url.pathname.startsWith(SCOPE)
  if (!isOurs || event.request.method !== 'GET') return
  event.respondWith(answer(event.request, url.pathname))
})

self.addEventListener('push', (event) => event.waitUntil(notify()))

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(openApp())
})

async function keepFiles(): Promise<void> {
  const cache = await caches.open(CACHE)
  // Past the HTTP cache: an index.html from there could name files that are gone.
  await cache.addAll(FILES.map((name) => new Request(SCOPE + name, { cache: 'reload' })))
}

async function dropOlderFiles(): Promise<void> {
  const names = await caches.keys()
  const others = names.filter((name) => name.startsWith('authenticator-') && name !== CACHE)
  await Promise.all(others.map((name) => caches.delete(name)))
  await self.clients.claim()
}

async function answer(request: Request, path: string): Promise<Response> {
  const cache = await caches.open(CACHE)
  const isPage = path === SCOPE || path === `${SCOPE}index.html`
  const kept = await cache.match(isPage ? SCOPE : request, { ignoreSearch: true })
  // The manifest and its icons are not kept.
  return kept ?? (await fetch(request))
}

/** Says only that something waits: whoever holds the phone may not be whom it is for. */
async function notify(): Promise<void> {
  const text = await readText()
  await self.registration.showNotification(text.title, {
    body: text.body,
    lang: text.locale,
    dir: text.direction,
    icon: `${SCOPE}icon-192.png`,
    badge: `${SCOPE}badge-96.png`,
    // One notice, however many wait.
    tag: 'waiting',
  })
}

async function readText(): Promise<NotificationText> {
  const kept = await browserDrawer()
    .get(NOTIFICATION)
    .catch(() => undefined)
  // Only `keepNotificationText` writes it.
  return (kept as NotificationText | undefined) ?? DEFAULT_TEXT
}

async function openApp(): Promise<void> {
  const windows = await self.clients.matchAll({ type: 'window' })
  const open = windows.find((client) => new URL(client.url).pathname.startsWith(SCOPE))
  await (open === undefined ? self.clients.openWindow(SCOPE) : open.focus())
}
