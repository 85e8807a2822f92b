import { lazy, Suspense } from 'react'
import { Codes } from '../pages/codes.tsx'
import { Approval } from '../pages/approval.tsx'
import { Locked } from '../pages/locked.tsx'
import { Setup } from '../pages/setup.tsx'
import { useApp, useView } from './context.tsx'
import { Arrivals, Shell, WaitingNotices } from './shell.tsx'
import { Icon } from './icon.tsx'

/** What is not needed to set it up, to see a code or to answer a request comes when it is. */
const Add = lazy(async () => ({ default: (await import('../pages/add.tsx')).Add }))
const AccountPage = lazy(async () => ({
  default: (await import('../pages/account.tsx')).AccountPage,
}))
const NewDevice = lazy(async () => ({
  default: (await import('../pages/new-device.tsx')).NewDevice,
}))
const History = lazy(async () => ({ default: (await import('../pages/history.tsx')).History }))
const Devices = lazy(async () => ({ default: (await import('../pages/devices.tsx')).Devices }))
const Settings = lazy(async () => ({ default: (await import('../pages/settings.tsx')).Settings }))
const LockSettings = lazy(async () => ({
  default: (await import('../pages/lock.tsx')).LockSettings,
}))
const Transfer = lazy(async () => ({ default: (await import('../pages/transfer.tsx')).Transfer }))

/** Which page to show: the lock first, then the first run, then where the person went. */
export function Router({ reload }: { readonly reload: (() => void) | undefined }) {
  const { say, route, preferences } = useApp()
  const { status, device, isOffline, accounts, isRevoked } = useView()
  if (status === 'locked') {
    return (
      <main className="alone">
        <Locked />
      </main>
    )
  }
  const isRegistered = device.status === 'registered'
  const isSkipped = preferences.isWithoutPhone || accounts.length > 0
  const isSetup =
    !isRegistered && (route.page === 'setup' || !isSkipped || device.status === 'registering')
  if (isSetup && route.page !== 'add') {
    return (
      <main className="alone">
        <Setup />
      </main>
    )
  }
  const notices = (
    <>
      {isOffline && isRegistered ? (
        <output className="notice">
          <Icon name="offline" />
          <span>{say('offline')}</span>
        </output>
      ) : undefined}
      {isRevoked && !isRegistered ? (
        <output className="notice">
          <Icon name="warning" />
          <span>{say('revoked')}</span>
        </output>
      ) : undefined}
      {reload === undefined ? undefined : (
        <output className="notice">
          <span>{say('updateReady')}</span>
          <button type="button" className="small" onClick={reload}>
            {say('reload')}
          </button>
        </output>
      )}
      {isRegistered ? <WaitingNotices /> : undefined}
    </>
  )
  return (
    <Shell notices={notices}>
      {isRegistered ? <Arrivals /> : undefined}
      <Suspense fallback={<div className="page" aria-busy="true" />}>
        <CurrentPage key={'id' in route ? route.page + route.id : route.page} />
      </Suspense>
    </Shell>
  )
}

function CurrentPage() {
  const { route } = useApp()
  const { device } = useView()
  const isRegistered = device.status === 'registered'
  switch (route.page) {
    case 'add':
      return <Add />
    case 'account':
      return <AccountPage id={route.id} />
    case 'settings':
      return <Settings />
    case 'lock':
      return <LockSettings />
    case 'transfer':
      return <Transfer />
    case 'approval':
      return isRegistered ? <Approval id={route.id} /> : <Codes />
    case 'new-device':
      return isRegistered ? <NewDevice id={route.id} /> : <Codes />
    case 'history':
      return isRegistered ? <History /> : <Codes />
    case 'devices':
      return isRegistered ? <Devices /> : <Codes />
    case 'codes':
    case 'setup':
      return <Codes />
  }
}
