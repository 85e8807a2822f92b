import { useEffect, useState } from 'react'
import { type PushState, readPushState, turnPushOn } from '../app/push.ts'
import { useApp, useDoing } from './context.tsx'
import { Problem } from './form.tsx'
import { Icon } from './icon.tsx'

/** Asks once whether to notify; the settings have it from then on. */
export function NotifyOffer() {
  const { session, say, preferences, prefer } = useApp()
  const { isBusy, problem, run } = useDoing()
  const [state, setState] = useState<PushState>()
  useEffect(() => {
    void readPushState().then(setState, () => setState('impossible'))
  }, [])
  if (state !== 'off' || preferences.isNotifyAnswered) return undefined
  const turnOn = () =>
    run(async () => {
      setState(await session.act(turnPushOn))
      prefer({ isNotifyAnswered: true })
    })
  return (
    <section className="card offer" aria-label={say('notifications')}>
      <p>
        <Icon name="bell" />
        <span>{say('notifyLead')}</span>
      </p>
      <Problem text={problem} />
      <div className="buttons">
        <button type="button" className="primary" disabled={isBusy} onClick={turnOn}>
          {say('turnOn')}
        </button>
        <button type="button" onClick={() => prefer({ isNotifyAnswered: true })}>
          {say('notNow')}
        </button>
      </div>
    </section>
  )
}
