import { useEffect, useState } from 'react'
import { LOCALES, type Locale, localeList } from '../app/locales.ts'
import type { Preferences } from '../app/preferences.ts'
import { type PushState, readPushState, turnPushOff, turnPushOn } from '../app/push.ts'
import { formatRoute } from '../app/route.ts'
import { showText } from '../app/show-text.ts'
import { VERSION } from '../app/version.ts'
import { useApp, useDoing, useView } from '../parts/context.tsx'
import { Choice, Problem } from '../parts/form.tsx'
import { Foreign, Logo } from '../parts/foreign.tsx'
import { Icon } from '../parts/icon.tsx'
import { Page } from '../parts/page.tsx'

export function Settings() {
  const { say, preferences, prefer } = useApp()
  const { device, hasLock, apps } = useView()
  const themes: readonly (readonly [Preferences['theme'], string])[] = [
    ['system', say('asSystem')],
    ['light', say('light')],
    ['dark', say('dark')],
  ]
  const languages: readonly (readonly [Locale | 'system', string])[] = [
    ['system', say('asSystem')],
    ...localeList().map((locale) => [locale, LOCALES[locale]] as const),
  ]
  return (
    <Page title={say('settings')}>
      <div className="card settings">
        {device.status === 'registered' ? <Notifications /> : undefined}
        <Choice
          label={say('appearance')}
          value={preferences.theme}
          choices={themes}
          onChoice={(theme) => prefer({ theme })}
        />
        <Choice
          label={say('language')}
          value={preferences.locale ?? 'system'}
          choices={languages}
          onChoice={(chosen) => prefer({ locale: chosen === 'system' ? undefined : chosen })}
        />
      </div>
      <ul className="rows card">
        <li>
          <a className="row-link" href={formatRoute({ page: 'lock' })}>
            <span className="logo">
              <Icon name="lock" />
            </span>
            <span className="names">
              <span className="name">{say('lock')}</span>
              <span className="label">{say('lockLead')}</span>
            </span>
            {hasLock ? <Icon name="check" /> : undefined}
            <Icon name="forward" />
          </a>
        </li>
        <li>
          <a className="row-link" href={formatRoute({ page: 'transfer' })}>
            <span className="logo">
              <Icon name="devices" />
            </span>
            <span className="names">
              <span className="name">{say('transfer')}</span>
              <span className="label">{say('exportLead')}</span>
            </span>
            <Icon name="forward" />
          </a>
        </li>
      </ul>
      {apps.length === 0 ? undefined : <Apps />}
      <p className="version" dir="ltr">{`Countersign ${VERSION}`}</p>
    </Page>
  )
}

function Notifications() {
  const { session, say, prefer } = useApp()
  const { isBusy, problem, run } = useDoing()
  const [state, setState] = useState<PushState>()
  useEffect(() => {
    void readPushState().then(setState, () => setState('impossible'))
  }, [])
  if (state === undefined || state === 'impossible') return undefined
  const isOn = state === 'on'
  const toggle = () =>
    run(async () => {
      setState(await session.act(isOn ? turnPushOff : turnPushOn))
      prefer({ isNotifyAnswered: true })
    })
  return (
    <>
      <div className="field row">
        <span id="notifications">{say('notifications')}</span>
        <button
          type="button"
          role="switch"
          className="switch"
          aria-checked={isOn}
          aria-labelledby="notifications"
          disabled={isBusy || state === 'blocked'}
          onClick={toggle}
        >
          <span />
        </button>
      </div>
      {state === 'blocked' ? <p className="hint">{say('notificationsBlocked')}</p> : undefined}
      <Problem text={problem} />
    </>
  )
}

function Apps() {
  const { session, say } = useApp()
  const { apps } = useView()
  const { isBusy, problem, run } = useDoing()
  const resume = (appId: number) =>
    run(() =>
      session.act(async (device) => {
        await device.resume(appId)
        await device.syncApps()
      }),
    )
  return (
    <section aria-labelledby="apps">
      <h2 id="apps" className="day">
        {say('apps')}
      </h2>
      <Problem text={problem} />
      <ul className="rows card">
        {apps.map(({ id, name, logoUrl, pushesPausedAt }) => (
          <li key={id} className="row-link">
            <Logo name={name} url={logoUrl} />
            <span className="names">
              <span className="name">
                <Foreign text={name} />
              </span>
              {pushesPausedAt === null ? undefined : (
                <span className="label">{say('pushesPaused', { app: showText(name) })}</span>
              )}
            </span>
            {pushesPausedAt === null ? undefined : (
              <button type="button" className="small" disabled={isBusy} onClick={() => resume(id)}>
                {say('resume')}
              </button>
            )}
          </li>
        ))}
      </ul>
    </section>
  )
}
