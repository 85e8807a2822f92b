import { DeviceError } from '@countersign/device'
import type { RegistrationRequestBody } from '@countersign/wire'
import { useState } from 'react'
import { isNumber } from '../app/approvals.ts'
import { formatDuration, formatMoment } from '../app/format.ts'
import { Answer } from '../parts/answer.tsx'
import { useApp, useDoing, useNow, useView } from '../parts/context.tsx'
import { Problem } from '../parts/form.tsx'
import { Foreign, Logo } from '../parts/foreign.tsx'
import { Icon } from '../parts/icon.tsx'
import { Page } from '../parts/page.tsx'

/** A further device of the same person asks to be let in. */
export function NewDevice({ id }: { readonly id: string }) {
  const { say, session, locale } = useApp()
  const { requests } = useView()
  const now = useNow()
  const { isBusy, problem, run } = useDoing()
  const [number, setNumber] = useState('')
  const [outcome, setOutcome] = useState<'approved' | 'denied'>()
  const [shown] = useState<RegistrationRequestBody | undefined>(() =>
    requests.find((request) => request.id === id),
  )
  const request = requests.find((each) => each.id === id) ?? shown
  const isWaiting = requests.some((each) => each.id === id) && outcome === undefined
  const answer = (given: 'approved' | 'denied') =>
    run(async () => {
      if (request === undefined) return
      try {
        await session.act((device) =>
          device.answerRegistration(request, given, given === 'approved' ? number : undefined),
        )
        setOutcome(given)
      } catch (error) {
        setNumber('')
        if (
          error instanceof DeviceError &&
          error.code === 'wrong-number' &&
          error.triesLeft === 0
        ) {
          setOutcome('denied')
        }
        throw error
      }
    })
  return (
    <Page title={say('newDevice')} back={{ page: 'codes' }}>
      {request === undefined ? (
        <p className="empty">{say('gone')}</p>
      ) : (
        <article className="card approval">
          <Logo name={request.name} isLarge />
          <h2>
            <Foreign text={request.name} />
          </h2>
          <p className="lead">{say('newDeviceLead')}</p>
          <dl>
            <div className="ours">
              <dt>{say('requestedAt')}</dt>
              <dd>{formatMoment(request.requestedAt, locale)}</dd>
            </div>
            {request.requestedFrom === null ? undefined : (
              <div className="ours">
                <dt>{say('requestedFrom')}</dt>
                <dd>
                  <Foreign text={request.requestedFrom} />
                </dd>
              </div>
            )}
          </dl>
          <Problem text={problem} />
          {isWaiting && request.expiresAt > now ? (
            <Answer
              numberLabel={say('newDeviceNumber')}
              number={number}
              onNumber={setNumber}
              isBusy={isBusy}
              expires={say('expiresIn', {
                time: formatDuration(request.expiresAt - now, locale),
              })}
              isReady={isNumber(number)}
              onApprove={() => answer('approved')}
              onDeny={() => answer('denied')}
            />
          ) : (
            <output className={`outcome ${outcome ?? 'expired'}`}>
              <Icon
                name={outcome === 'approved' ? 'check' : outcome === 'denied' ? 'cross' : 'clock'}
              />
              <strong>{say(outcome ?? 'gone')}</strong>
            </output>
          )}
        </article>
      )}
    </Page>
  )
}
