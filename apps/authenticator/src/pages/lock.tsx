import { useState } from 'react'
import { formatDuration } from '../app/format.ts'
import { createPasskey, hasPasskeys } from '../app/passkey.ts'
import { isPin } from '../app/pin-delay.ts'
import { LOCK_AFTER_CHOICES } from '../app/preferences.ts'
import type { Unlocking } from '../app/vault.ts'
import { useApp, useDoing, useView } from '../parts/context.tsx'
import { Choice, Dialog, Problem } from '../parts/form.tsx'
import { Page } from '../parts/page.tsx'
import { PinField } from '../parts/pin-field.tsx'

/** The app lock: set it, change it, take it off. */
export function LockSettings() {
  const { session, say, locale, preferences, prefer } = useApp()
  const { hasLock, hasPasskey } = useView()
  const { problem, setProblem, run } = useDoing()
  const [asks, setAsks] = useState<'set' | 'turn-off' | 'passkey'>()
  const close = () => setAsks(undefined)
  const choices = LOCK_AFTER_CHOICES.map(
    (ms) => [String(ms), ms === 0 ? say('atOnce') : formatDuration(ms, locale)] as const,
  )
  const togglePasskey = () => {
    if (!hasPasskey) return setAsks('passkey')
    run(async () => {
      await session.vault.removePasskey()
      session.lockChanged()
    })
  }
  const addPasskey = async (pin: string): Promise<Unlocking | undefined> => {
    const made = await createPasskey()
    if (made === undefined) {
      setProblem(say('failed'))
      return { result: 'open' }
    }
    return await session.vault.addPasskey(pin, made.passkey, made.secret)
  }
  return (
    <Page title={say('lock')} back={{ page: 'settings' }}>
      <p className="lead">{say('lockLead')}</p>
      <Problem text={problem} />
      {hasLock ? (
        <>
          <div className="card settings">
            <Choice
              label={say('lockAfter')}
              value={String(preferences.lockAfterMs)}
              choices={choices}
              onChoice={(ms) => prefer({ lockAfterMs: Number(ms) })}
            />
            {hasPasskeys() ? (
              <div className="field row">
                <span id="passkey">{say('passkey')}</span>
                <button
                  type="button"
                  role="switch"
                  className="switch"
                  aria-checked={hasPasskey}
                  aria-labelledby="passkey"
                  onClick={togglePasskey}
                >
                  <span />
                </button>
              </div>
            ) : undefined}
          </div>
          <div className="buttons">
            <button type="button" onClick={() => setAsks('set')}>
              {say('changePin')}
            </button>
            <button type="button" className="danger-link" onClick={() => setAsks('turn-off')}>
              {say('turnOff')}
            </button>
          </div>
        </>
      ) : (
        <button type="button" className="primary wide" onClick={() => setAsks('set')}>
          {say('turnOn')}
        </button>
      )}
      {asks === 'set' ? <SetPin onClose={close} /> : undefined}
      {asks === 'turn-off' ? (
        <AskPin
          title={say('turnOff')}
          onClose={close}
          onPin={async (pin) => {
            const checked = await session.vault.unlock(pin)
            if (checked.result === 'open') await session.vault.setPin(undefined)
            return checked
          }}
        />
      ) : undefined}
      {asks === 'passkey' ? (
        <AskPin title={say('passkey')} onClose={close} onPin={addPasskey} />
      ) : undefined}
    </Page>
  )
}

interface AskPinProps {
  readonly title: string
  readonly onClose: () => void
  readonly onPin: (pin: string) => Promise<Unlocking | undefined>
}

/** The PIN once more, before the lock is weakened. */
function AskPin({ title, onClose, onPin }: AskPinProps) {
  const { session, say } = useApp()
  const { isBusy, problem, setProblem, run } = useDoing()
  const [pin, setPin] = useState('')
  const sayWrong = useWrongPin()
  const submit = () =>
    run(async () => {
      const checked = await onPin(pin)
      session.lockChanged()
      if (checked?.result === 'open') return onClose()
      setPin('')
      if (checked !== undefined) setProblem(sayWrong(checked))
    })
  return (
    <Dialog title={title} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        <PinField label={say('pin')} value={pin} problem={problem} onPin={setPin} />
        <Buttons isDisabled={isBusy || pin === ''} onClose={onClose} />
      </form>
    </Dialog>
  )
}

function SetPin({ onClose }: { readonly onClose: () => void }) {
  const { session, say } = useApp()
  const { hasLock } = useView()
  const { isBusy, problem, setProblem, run } = useDoing()
  const [old, setOld] = useState('')
  const [pin, setPin] = useState('')
  const [again, setAgain] = useState('')
  const sayWrong = useWrongPin()
  const submit = () => {
    if (!isPin(pin)) return setProblem(say('pinTooShort'))
    if (pin !== again) return setProblem(say('pinDiffers'))
    run(async () => {
      const checked: Unlocking = hasLock ? await session.vault.unlock(old) : { result: 'open' }
      if (checked.result !== 'open') return setProblem(sayWrong(checked))
      await session.vault.setPin(pin)
      session.lockChanged()
      onClose()
    })
  }
  return (
    <Dialog title={hasLock ? say('changePin') : say('lock')} onClose={onClose}>
      <form
        onSubmit={(event) => {
          event.preventDefault()
          submit()
        }}
      >
        {hasLock ? <PinField label={say('pin')} value={old} onPin={setOld} /> : undefined}
        <PinField label={say('newPin')} value={pin} isNew onPin={setPin} />
        <PinField label={say('pinAgain')} value={again} isNew onPin={setAgain} />
        <Problem text={problem} />
        <Buttons isDisabled={isBusy} onClose={onClose} />
      </form>
    </Dialog>
  )
}

function Buttons(props: { readonly isDisabled: boolean; readonly onClose: () => void }) {
  const { say } = useApp()
  return (
    <div className="buttons">
      <button type="submit" className="primary" disabled={props.isDisabled}>
        {say('next')}
      </button>
      <button type="button" onClick={props.onClose}>
        {say('cancel')}
      </button>
    </div>
  )
}

function useWrongPin(): (unlocking: Exclude<Unlocking, { result: 'open' }>) => string {
  const { say, locale } = useApp()
  return ({ waitUntil }) => {
    const leftMs = waitUntil - Date.now()
    return leftMs > 0 ? say('waitFor', { time: formatDuration(leftMs, locale) }) : say('wrongPin')
  }
}
