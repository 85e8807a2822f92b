import { useState } from 'react'
import { formatDuration } from '../app/format.ts'
import { askPasskey } from '../app/passkey.ts'
import { useApp, useDoing, useNow, useView } from '../parts/context.tsx'
import { Confirm, Problem } from '../parts/form.tsx'
import { Page } from '../parts/page.tsx'
import { PinField } from '../parts/pin-field.tsx'

/** All there is to see until the PIN, or the passkey, opens it. */
export function Locked() {
  const { session, say, locale, startOver } = useApp()
  const { hasPasskey } = useView()
  const now = useNow()
  const { isBusy, problem, setProblem, run } = useDoing()
  const [pin, setPin] = useState('')
  const [waitUntil, setWaitUntil] = useState(0)
  const [isStartingOver, setIsStartingOver] = useState(false)

  const unlock = () =>
    run(async () => {
      const unlocking = await session.unlock(pin)
      setPin('')
      if (unlocking.result === 'open') return
      setWaitUntil(unlocking.waitUntil)
      if (unlocking.waitUntil <= Date.now()) setProblem(say('wrongPin'))
    })
  const usePasskey = () =>
    run(async () => {
      const passkey = session.vault.passkey()
      const secret = passkey === undefined ? undefined : await askPasskey(passkey)
      if (secret === undefined || !(await session.unlockWithPasskey(secret))) {
        setProblem(say('failed'))
      }
    })
  const leftMs = waitUntil - now
  const shown = leftMs > 0 ? say('waitFor', { time: formatDuration(leftMs, locale) }) : problem
  return (
    <div className="setup">
      <p className="brand" aria-hidden="true">
        <img src="/authenticator/icon.svg" alt="" width="40" height="40" />
        Countersign
      </p>
      <Page title={say('unlock')}>
        <form
          onSubmit={(event) => {
            event.preventDefault()
            unlock()
          }}
        >
          <PinField label={say('pin')} value={pin} isFirst onPin={setPin} />
          <Problem text={shown} />
          <div className="stack">
            <button type="submit" className="primary" disabled={isBusy || pin === '' || leftMs > 0}>
              {say('unlock')}
            </button>
            {hasPasskey ? (
              <button type="button" disabled={isBusy} onClick={usePasskey}>
                {say('passkey')}
              </button>
            ) : undefined}
            <button type="button" className="link" onClick={() => setIsStartingOver(true)}>
              {say('startOver')}
            </button>
          </div>
        </form>
        {isStartingOver ? (
          <Confirm
            title={say('startOver')}
            text={say('startOverLead')}
            yes={say('startOver')}
            no={say('cancel')}
            onYes={() => void startOver()}
            onClose={() => setIsStartingOver(false)}
          />
        ) : undefined}
      </Page>
    </div>
  )
}
