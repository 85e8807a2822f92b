import { type Device, DeviceError, type DeviceStore, openDevice } from '@countersign/device'
import type { Account } from './accounts.ts'
import type { Drawer } from './database.ts'
import { guardedStore } from './guarded-store.ts'
import { follow } from './live.ts'
import type { TabNews } from './tabs.ts'
import { createStore, type Store } from './store.ts'
import { openVault, type Unlocking, type Vault } from './vault.ts'
import { EMPTY_VIEW, type View } from './view.ts'

export interface SessionOptions {
  readonly baseUrl: string
  readonly drawer: Drawer
  readonly deviceStore: DeviceStore
  readonly now: () => number
  /** Tells the other tabs. */
  readonly tell: (news: TabNews) => void
  /** For what nobody waits for and nobody foresaw. */
  readonly report: (error: unknown) => void
}

/** One run of the app: what it shows, and what can be done. */
export interface Session {
  readonly view: Pick<Store<View>, 'get' | 'watch'>
  readonly vault: Vault
  /** Only while it is open. */
  readonly device: () => Device
  /** By the clock of the service, while there is one. */
  readonly serverNow: () => number
  /** Does something with the device, and shows what became of it. Throws what the device throws. */
  readonly act: <Result>(work: (device: Device) => Promise<Result>) => Promise<Result>
  readonly show: (change: Partial<View>) => void
  readonly changeAccounts: (
    change: (accounts: readonly Account[]) => readonly Account[],
  ) => Promise<void>
  /** After another tab changed them. */
  readonly readAccounts: () => Promise<void>
  readonly unlock: (pin: string) => Promise<Unlocking>
  readonly unlockWithPasskey: (secret: Uint8Array<ArrayBuffer>) => Promise<boolean>
  readonly lock: () => void
  /** After the lock was set, changed or taken off. */
  readonly lockChanged: () => void
}

export async function startSession(options: SessionOptions): Promise<Session> {
  const view = createStore<View>(EMPTY_VIEW)
  const vault = await openVault(options.drawer, options.now)
  let device: Device | undefined
  let following: AbortController | undefined

  const requireDevice = () => {
    if (device === undefined) throw new DeviceError('not-registered', 'The app is locked.')
    return device
  }
  const showLock = () =>
    view.set({ hasLock: vault.hasLock(), hasPasskey: vault.passkey() !== undefined })

  /** Takes over what the device knows, and follows its updates exactly while it is registered. */
  const showDevice = () => {
    if (device === undefined) return
    const state = device.state()
    const isRegistered = state.status === 'registered'
    const wasRegistered = view.get().device.status === 'registered'
    view.set({
      device: state,
      apps: device.apps(),
      ...(isRegistered
        ? { isRevoked: false }
        : { approvals: [], requests: [], devices: undefined }),
    })
    if (isRegistered && following === undefined) begin(device)
    if (!isRegistered && wasRegistered) end()
  }
  const begin = (followed: Device) => {
    const controller = new AbortController()
    following = controller
    void follow(followed, view, controller.signal)
      .catch((error: unknown) => {
        if (!controller.signal.aborted && !(error instanceof DeviceError)) options.report(error)
      })
      .finally(() => {
        // It ended by itself: the device is no longer one.
        if (!controller.signal.aborted && followed === device) {
          following = undefined
          view.set({ isRevoked: followed.state().status === 'new' })
          showDevice()
        }
      })
  }
  const end = () => {
    following?.abort()
    following = undefined
  }
  const open = async () => {
    const accounts = await readAccountsOf(vault)
    const store = guardedStore(options.deviceStore, vault)
    device = await openDevice({ baseUrl: options.baseUrl, store, now: options.now })
    view.set({ status: 'open', accounts })
    showLock()
    showDevice()
  }

  // One change after the other, each on what the one before it left.
  let lastChange: Promise<void> = Promise.resolve()
  const changeAccounts: Session['changeAccounts'] = (change) => {
    const before = lastChange
    const changing = (async () => {
      await before
      const accounts = change(await readAccountsOf(vault))
      await vault.write('accounts', JSON.stringify(accounts))
      view.set({ accounts })
      options.tell('accounts')
    })()
    lastChange = changing.catch(() => {})
    return changing
  }

  if (vault.isOpen()) await open()
  else {
    showLock()
    view.set({ status: 'locked' })
  }

  return {
    view,
    vault,
    device: requireDevice,
    serverNow: () => device?.serverNow() ?? options.now(),
    async act(work) {
      try {
        return await work(requireDevice())
      } catch (error) {
        if (error instanceof DeviceError && error.code === 'revoked') view.set({ isRevoked: true })
        if (error instanceof DeviceError && error.code === 'offline') view.set({ isOffline: true })
        throw error
      } finally {
        showDevice()
      }
    },
    show: view.set,
    changeAccounts,
    async readAccounts() {
      if (vault.isOpen()) view.set({ accounts: await readAccountsOf(vault) })
    },
    async unlock(pin) {
      const unlocking = await vault.unlock(pin)
      if (unlocking.result === 'open') await open()
      return unlocking
    },
    async unlockWithPasskey(secret) {
      const isOpen = await vault.unlockWithPasskey(secret)
      if (isOpen) await open()
      return isOpen
    },
    lock() {
      if (!vault.hasLock() || !vault.isOpen()) return
      end()
      vault.close()
      device = undefined
      view.set({ ...EMPTY_VIEW, status: 'locked' })
      showLock()
    },
    lockChanged() {
      showLock()
      options.tell('lock')
    },
  }
}

async function readAccountsOf(vault: Vault): Promise<readonly Account[]> {
  const text = await vault.read('accounts')
  // Only `changeAccounts` writes it.
  return text === undefined ? [] : (JSON.parse(text) as readonly Account[])
}
