/** Installs the service worker, and tells when a newer one waits. `reload` lets it take over. */
export async function watchUpdates(onReady: (reload: () => void) => void): Promise<void> {
  if (!('serviceWorker' in navigator)) return
  const registration = await navigator.serviceWorker.register('/authenticator/sw.js')
  const offer = (worker: ServiceWorker) =>
    onReady(() => {
      navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), {
        once: true,
      })
      worker.postMessage('take-over')
    })
  const watch = (worker: ServiceWorker | null) =>
    worker?.addEventListener('statechange', () => {
      // Without a controller it is the first one, which nobody has to be asked about.
      if (worker.state === 'installed' && navigator.serviceWorker.controller !== null) offer(worker)
    })
  if (registration.waiting !== null && navigator.serviceWorker.controller !== null) {
    offer(registration.waiting)
  }
  watch(registration.installing)
  registration.addEventListener('updatefound', () => watch(registration.installing))
  // An app that stays open for weeks would never ask by itself.
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') void registration.update().catch(() => {})
  })
}
