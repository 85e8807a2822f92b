import type { Device } from '@countersign/device'
import type { Drawer } from './database.ts'
import { NOTIFICATION, type NotificationText } from './notification.ts'
import type { Say } from './say.ts'

export type PushState = 'impossible' | 'blocked' | 'off' | 'on'

export async function readPushState(): Promise<PushState> {
  if (!isPossible()) return 'impossible'
  if (Notification.permission === 'denied') return 'blocked'
  const subscription = await currentSubscription()
  return subscription !== undefined && Notification.permission === 'granted' ? 'on' : 'off'
}

/** Asks the person for permission, so only after a click of theirs. */
export async function turnPushOn(device: Device): Promise<PushState> {
  if (!isPossible()) return 'impossible'
  if ((await Notification.requestPermission()) !== 'granted') return 'blocked'
  const { vapidPublicKey } = await device.about()
  const registration = await navigator.serviceWorker.ready
  const subscription = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: vapidPublicKey,
  })
  await tell(device, subscription)
  return 'on'
}

export async function turnPushOff(device: Device): Promise<PushState> {
  const subscription = await currentSubscription()
  await subscription?.unsubscribe()
  await device.setPush(undefined)
  return 'off'
}

/** Browsers renew subscriptions by themselves: at each start the service is told the one in use. */
export async function renewPush(device: Device): Promise<void> {
  if ((await readPushState()) !== 'on') return
  const subscription = await currentSubscription()
  if (subscription !== undefined) await tell(device, subscription)
}

export async function keepNotificationText(
  drawer: Drawer,
  say: Say,
  locale: string,
  direction: 'ltr' | 'rtl',
): Promise<void> {
  const text: NotificationText = { title: 'Countersign', body: say('waiting'), locale, direction }
  await drawer.change({ [NOTIFICATION]: text })
}

async function tell(device: Device, subscription: PushSubscription): Promise<void> {
  const { endpoint, keys } = subscription.toJSON()
  if (endpoint === undefined) return
  await device.setPush({
    endpoint,
    keys: { p256dh: keys?.['p256dh'] ?? '', auth: keys?.['auth'] ?? '' },
  })
}

async function currentSubscription(): Promise<PushSubscription | undefined> {
  const registration = await navigator.serviceWorker.getRegistration()
  return (await registration?.pushManager.getSubscription()) ?? undefined
}

function isPossible(): boolean {
  return 'serviceWorker' in navigator && 'PushManager' in globalThis && 'Notification' in globalThis
}
