import type { DeviceBody } from '@countersign/wire'
import { useEffect, useState } from 'react'
import { formatAgo, formatMoment } from '../app/format.ts'
import { showText } from '../app/show-text.ts'
import { useApp, useDoing, useNow, useView } from '../parts/context.tsx'
import { Confirm, Dialog, Field, Problem } from '../parts/form.tsx'
import { Foreign } from '../parts/foreign.tsx'
import { Icon } from '../parts/icon.tsx'
import { Page } from '../parts/page.tsx'

/** The person's devices, this one first. */
export function Devices() {
  const { session, say } = useApp()
  const { device, devices } = useView()
  const { problem, run } = useDoing()
  const load = async () => {
    session.show({ devices: await session.act((own) => own.devices()) })
  }
  useEffect(() => {
    run(load)
    // Once: what changes later comes as an event.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [])
  if (device.status !== 'registered') return undefined
  return (
    <Page title={say('devices')}>
      {device.phone === '' ? undefined : (
        <p className="lead">
          <bdi dir="ltr">{device.phone}</bdi>
        </p>
      )}
      <Problem text={problem} />
      <ul className="cards">
        {(devices ?? [device.device]).map((each) => (
          <DeviceCard key={each.id} device={each} onChange={load} />
        ))}
      </ul>
    </Page>
  )
}

interface DeviceCardProps {
  readonly device: DeviceBody
  readonly onChange: () => Promise<void>
}

function DeviceCard({ device, onChange }: DeviceCardProps) {
  const { session, say, locale, go } = useApp()
  const { problem, run } = useDoing()
  const now = useNow()
  const [asks, setAsks] = useState<'rename' | 'remove'>()
  const { id, name, system, registeredAt, lastSeenAt, isThis } = device
  const shown = showText(name)
  const isPhone = system === 'android' || system === 'ios'
  const remove = () =>
    run(async () => {
      if (isThis) {
        await session.act((own) => own.signOut())
        go({ page: 'codes' })
        return
      }
      await session.act((own) => own.revoke(id))
      setAsks(undefined)
      await onChange()
    })
  return (
    <li className={isThis ? 'card device this' : 'card device'}>
      <div className="device-head">
        <span className="logo" aria-hidden="true">
          <Icon name={isPhone ? 'phone' : 'devices'} />
        </span>
        <div className="names">
          <h2 className="name">
            <Foreign text={name} />
          </h2>
          {isThis ? <span className="chip approved">{say('thisDevice')}</span> : undefined}
          <span className="label">
            {say('addedAt', { time: formatMoment(registeredAt, locale) })}
          </span>
          {isThis ? undefined : (
            <span className="label">
              {say('lastSeen', { time: formatAgo(lastSeenAt, now, locale) })}
            </span>
          )}
        </div>
      </div>
      <div className="buttons">
        {isThis ? (
          <button type="button" onClick={() => setAsks('rename')}>
            {say('edit', { name: shown })}
          </button>
        ) : undefined}
        <button
          type="button"
          className="danger-link"
          aria-label={isThis ? undefined : say('removeDevice', { name: shown })}
          onClick={() => setAsks('remove')}
        >
          {isThis ? say('signOut') : say('remove')}
        </button>
      </div>
      {asks === 'rename' ? (
        <Rename name={name} onClose={() => setAsks(undefined)} onChange={onChange} />
      ) : undefined}
      {asks === 'remove' ? (
        <Confirm
          title={isThis ? say('signOut') : say('removeDevice', { name: shown })}
          text={isThis ? say('signOutLead') : say('removeDeviceLead')}
          yes={isThis ? say('signOut') : say('remove')}
          no={say('cancel')}
          problem={problem}
          onYes={remove}
          onClose={() => setAsks(undefined)}
        />
      ) : undefined}
    </li>
  )
}

interface RenameProps {
  readonly name: string
  readonly onClose: () => void
  readonly onChange: () => Promise<void>
}

function Rename({ name, onClose, onChange }: RenameProps) {
  const { session, say } = useApp()
  const { isBusy, problem, run } = useDoing()
  const [text, setText] = useState(name)
  return (
    <Dialog title={say('deviceName')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          run(async () => {
            await session.act((own) => own.rename(text.trim()))
            await onChange()
            onClose()
          })
        }}
      >
        <Field label={say('deviceName')} value={text} maxLength={40} required onText={setText} />
        <Problem text={problem} />
        <div className="buttons">
          <button type="submit" className="primary" disabled={isBusy || text.trim() === ''}>
            {say('save')}
          </button>
          <button type="button" onClick={onClose}>
            {say('cancel')}
          </button>
        </div>
      </form>
    </Dialog>
  )
}
