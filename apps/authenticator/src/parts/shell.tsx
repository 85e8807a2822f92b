import { type ReactNode, useEffect, useRef } from 'react'
import { waitingOf } from '../app/approvals.ts'
import { formatRoute, type Route } from '../app/route.ts'
import { showText } from '../app/show-text.ts'
import type { TextKey } from '../app/say.ts'
import { useApp, useNow, useView } from './context.tsx'
import { Icon, type IconName } from './icon.tsx'

const TABS = [
  ['codes', 'codes'],
  ['history', 'history'],
  ['devices', 'devices'],
  ['settings', 'settings'],
] as const satisfies readonly (readonly [Route['page'] & TextKey, IconName])[]

/** Which tab a page belongs to. */
const TAB_OF: Readonly<Partial<Record<Route['page'], (typeof TABS)[number][0]>>> = {
  lock: 'settings',
  transfer: 'settings',
  account: 'codes',
  add: 'codes',
  approval: 'codes',
  'new-device': 'devices',
}

/** Navigation, what concerns every page, and the page. */
export function Shell({
  notices,
  children,
}: {
  readonly notices: ReactNode
  readonly children: ReactNode
}) {
  const { say, route } = useApp()
  const { device } = useView()
  const isRegistered = device.status === 'registered'
  const tabs = TABS.filter(([page]) => isRegistered || page === 'codes' || page === 'settings')
  return (
    <div className="shell">
      <nav aria-label="Countersign">
        <span className="brand" aria-hidden="true">
          <img src="/authenticator/icon.svg" alt="" width="32" height="32" />
          Countersign
        </span>
        <ul>
          {tabs.map(([page, icon]) => {
            const isHere = route.page === page || TAB_OF[route.page] === page
            return (
              <li key={page}>
                <a href={formatRoute({ page })} aria-current={isHere ? 'page' : undefined}>
                  <Icon name={icon} />
                  <span>{say(page)}</span>
                </a>
              </li>
            )
          })}
        </ul>
      </nav>
      <main>
        <div className="notices">{notices}</div>
        {children}
      </main>
    </div>
  )
}

/** A bar for each thing that waits, unless it is what the page shows. */
export function WaitingNotices() {
  const { say, route } = useApp()
  const { approvals, requests, apps, wantedAppId } = useView()
  const now = useNow()
  const wanted = route.page === 'codes' ? undefined : apps.find(({ id }) => id === wantedAppId)
  const shownId = 'id' in route ? route.id : undefined
  const waiting = waitingOf(approvals, now).filter(({ uuid }) => uuid !== shownId)
  const asking = requests.filter(({ id, expiresAt }) => id !== shownId && expiresAt > now)
  return (
    <>
      {waiting.map(({ uuid, app }) => (
        <a key={uuid} className="notice waiting" href={formatRoute({ page: 'approval', id: uuid })}>
          <Icon name="bell" />
          <span>{say('newRequest', { app: showText(app.name) })}</span>
          <Icon name="forward" />
        </a>
      ))}
      {wanted === undefined ? undefined : (
        <a className="notice waiting" href={formatRoute({ page: 'codes' })}>
          <Icon name="codes" />
          <span>{say('codeWanted', { app: showText(wanted.name) })}</span>
          <Icon name="forward" />
        </a>
      )}
      {asking.map(({ id }) => (
        <a key={id} className="notice waiting" href={formatRoute({ page: 'new-device', id })}>
          <Icon name="phone" />
          <span>{say('newDevice')}</span>
          <Icon name="forward" />
        </a>
      ))}
    </>
  )
}

/** Tells of what arrives, and opens it where nothing else is being done. */
export function Arrivals() {
  const { say, announce, route, go } = useApp()
  const { approvals, requests, apps, wantedAppId } = useView()
  const seen = useRef(new Set<string>())
  const now = useNow()
  const wantedName = apps.find(({ id }) => id === wantedAppId)?.name
  useEffect(() => {
    if (wantedName !== undefined) announce(say('codeWanted', { app: showText(wantedName) }))
  }, [wantedName, announce, say])
  useEffect(() => {
    const approval = waitingOf(approvals, now).find(({ uuid }) => !seen.current.has(uuid))
    const request = requests.find(({ id }) => !seen.current.has(id))
    if (approval === undefined && request === undefined) return
    if (approval !== undefined) {
      seen.current.add(approval.uuid)
      announce(say('newRequest', { app: showText(approval.app.name) }))
    }
    if (request !== undefined) {
      seen.current.add(request.id)
      announce(say('newDevice'))
    }
    // On another page, or while something is typed, the bar above is enough.
    const isFree = route.page === 'codes' && !(document.activeElement instanceof HTMLInputElement)
    if (!isFree) return
    if (approval !== undefined) go({ page: 'approval', id: approval.uuid })
    else if (request !== undefined) go({ page: 'new-device', id: request.id })
  }, [approvals, requests, now, announce, say, route.page, go])
  return undefined
}
