import type { RegistrationBody, RegistrationVia } from '@countersign/wire'
import { useEffect, useState } from 'react'
import { formatDuration } from '../app/format.ts'
import { asciiDigits } from '../app/phone-number.ts'
import { problemText } from '../app/problem-text.ts'
import { useApp, useDoing, useNow } from '../parts/context.tsx'
import { Field, Problem } from '../parts/form.tsx'
import { Page } from '../parts/page.tsx'

interface WaitingProps {
  readonly registration: RegistrationBody
}

/** The code that came by SMS or call. */
export function CodeForm({ registration, phone }: WaitingProps & { readonly phone: string }) {
  const { session, say } = useApp()
  const { isBusy, problem, run } = useDoing()
  const [code, setCode] = useState('')
  const { codeDigits } = registration
  const complete = (typed: string) =>
    run(async () => {
      try {
        await session.act((device) => device.complete(typed))
      } catch (error) {
        setCode('')
        throw error
      }
    })
  const type = (text: string) => {
    const digits = asciiDigits(text).replaceAll(/\D/g, '').slice(0, codeDigits)
    setCode(digits)
    if (digits.length === codeDigits) complete(digits)
  }
  return (
    <Page title={say('enterCode')}>
      {phone === '' ? undefined : <p className="lead">{say('codeSent', { phone })}</p>}
      <form
        onSubmit={(event) => {
          event.preventDefault()
          complete(code)
        }}
      >
        <Field
          label={say('code')}
          className="big-digits"
          isFirst
          inputMode="numeric"
          autoComplete="one-time-code"
          dir="ltr"
          value={code}
          onText={type}
        />
        <Problem text={problem} />
        <div className="stack">
          <button type="submit" className="primary" disabled={isBusy || code.length !== codeDigits}>
            {say('next')}
          </button>
          <SendAgain registration={registration} />
        </div>
      </form>
    </Page>
  )
}

function SendAgain({ registration }: WaitingProps) {
  const { session, say, locale } = useApp()
  const { isBusy, problem, run } = useDoing()
  const now = useNow()
  const leftMs = registration.resendAt - now
  const send = (via: RegistrationVia) =>
    run(async () => {
      await session.act((device) => device.sendAgain(via))
    })
  return (
    <>
      <Problem text={problem} />
      {leftMs > 0 ? (
        <p className="hint">{say('sendAgainAt', { time: formatDuration(leftMs, locale) })}</p>
      ) : (
        <>
          <button type="button" disabled={isBusy} onClick={() => send('sms')}>
            {say('sendAgain')}
          </button>
          <button type="button" disabled={isBusy} onClick={() => send('call')}>
            {say('callMe')}
          </button>
        </>
      )}
      {registration.via === 'device' ? undefined : (
        <button type="button" disabled={isBusy} onClick={() => send('device')}>
          {say('useOtherDevice')}
        </button>
      )}
      <GiveUp />
    </>
  )
}

function GiveUp() {
  const { session, say } = useApp()
  const { run } = useDoing()
  return (
    <button
      type="button"
      className="link"
      onClick={() => run(() => session.act((device) => device.cancelRegistration()))}
    >
      {say('back')}
    </button>
  )
}

interface OtherDeviceProps extends WaitingProps {
  readonly onEnd: (problem: string) => void
}

/** Or the number that is entered on a device of the same person. */
export function OtherDevice({ registration, onEnd }: OtherDeviceProps) {
  const { session, say, locale } = useApp()
  useEffect(() => {
    const leaving = new AbortController()
    const wait = async () => {
      const { status } = await session.act((device) => device.waitUntilLetIn(leaving.signal))
      if (status === 'refused') onEnd(say('registrationRefused'))
      if (status === 'expired') onEnd(say('registrationExpired'))
    }
    void wait().catch((error: unknown) => {
      if (!leaving.signal.aborted) onEnd(problemText(error, say, locale))
    })
    return () => leaving.abort()
  }, [session, say, locale, onEnd])
  return (
    <Page title={say('approveThere')}>
      <p className="lead">{say('approveThereLead')}</p>
      <p className="shown-number" dir="ltr">
        {registration.number}
      </p>
      <div className="stack">
        <SendAgain registration={registration} />
      </div>
    </Page>
  )
}
