import { type Device, DeviceError } from '@countersign/device'
import { withApproval } from './approvals.ts'
import type { Store } from './store.ts'
import { VERSION } from './version.ts'
import type { View } from './view.ts'

/** Follows the live updates of a registered device into the view, until `signal` ends them. */
export async function follow(
  device: Device,
  view: Store<View>,
  signal: AbortSignal,
): Promise<void> {
  const isOver = () => signal.aborted || device.state().status !== 'registered'
  for await (const event of device.events(signal)) {
    if (signal.aborted) return
    switch (event.name) {
      case 'connected':
        view.set({ isOffline: false })
        break
      case 'disconnected':
        view.set({ isOffline: true })
        break
      case 'hello':
      case 'reset':
        await ignoringOutages(() => fetchEverything(device, view, isOver))
        break
      case 'approval-requested':
      case 'approval-answered':
        await ignoringOutages(() => fetchApproval(device, view, event.data.uuid, isOver))
        break
      case 'token-wanted':
        view.set({ wantedAppId: event.data.appId })
        break
      case 'apps-changed':
        await ignoringOutages(() => fetchApps(device, view, isOver))
        break
      case 'devices-changed':
        await ignoringOutages(() => fetchDevices(device, view, isOver))
        break
      case 'registration-requested':
      case 'registration-answered':
        await ignoringOutages(() => fetchRequests(device, view, isOver))
        break
      case 'device-revoked':
        await ignoringOutages(() => fetchDevices(device, view, isOver))
        break
    }
  }
}

/** All that is shown, side by side; what one of them cannot fetch does not hold up the others. */
export async function fetchEverything(
  device: Device,
  view: Store<View>,
  isOver: () => boolean,
): Promise<void> {
  const settled = await Promise.allSettled([
    fetchApps(device, view, isOver),
    fetchPending(device, view, isOver),
    fetchRequests(device, view, isOver),
    fetchDevices(device, view, isOver),
    reportVersion(device),
  ])
  const failure = settled.find((each) => each.status === 'rejected')
  if (failure !== undefined) throw failure.reason
}

async function fetchApps(device: Device, view: Store<View>, isOver: () => boolean): Promise<void> {
  const apps = await device.syncApps()
  if (!isOver()) view.set({ apps })
}

async function fetchPending(
  device: Device,
  view: Store<View>,
  isOver: () => boolean,
): Promise<void> {
  const approvals = await device.approvals({ status: 'pending' })
  if (!isOver()) view.set({ approvals })
}

async function fetchApproval(
  device: Device,
  view: Store<View>,
  uuid: string,
  isOver: () => boolean,
): Promise<void> {
  const approval = await device.approval(uuid)
  if (!isOver()) view.set({ approvals: withApproval(view.get().approvals, approval) })
}

async function fetchRequests(
  device: Device,
  view: Store<View>,
  isOver: () => boolean,
): Promise<void> {
  const requests = await device.registrationRequests()
  if (!isOver()) view.set({ requests })
}

async function fetchDevices(
  device: Device,
  view: Store<View>,
  isOver: () => boolean,
): Promise<void> {
  if (isOver()) return
  const devices = await device.devices()
  if (!isOver()) view.set({ devices })
}

async function reportVersion(device: Device): Promise<void> {
  const state = device.state()
  if (state.status !== 'registered') return
  const isTold = state.device.version === VERSION
  await (isTold && state.phone !== '' ? undefined : device.refresh())
  if (!isTold) await device.reportVersion(VERSION)
}

/** Whoever connects again is told everything anew, so nothing is lost by passing over an outage here. */
async function ignoringOutages(work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error
  }
}
