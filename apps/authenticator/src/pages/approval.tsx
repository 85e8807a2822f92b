import { DeviceError } from '@countersign/device'
import type { ApprovalBody } from '@countersign/wire'
import { useEffect, useState } from 'react'
import {
  answeredElsewhere,
  isNumber,
  logoOf,
  type Standing,
  standingOf,
  withApproval,
} from '../app/approvals.ts'
import { formatDuration, formatMoment } from '../app/format.ts'
import { showText } from '../app/show-text.ts'
import { Answer } from '../parts/answer.tsx'
import { useApp, useDoing, useNow, useView } from '../parts/context.tsx'
import { Confirm, Dialog, Problem } from '../parts/form.tsx'
import { Foreign, Logo } from '../parts/foreign.tsx'
import { Icon } from '../parts/icon.tsx'
import { Page } from '../parts/page.tsx'

/** One request of an app: what it says, and the answer to it. */
export function Approval({ id }: { readonly id: string }) {
  const { say, session } = useApp()
  const { approvals } = useView()
  const { problem, run } = useDoing()
  const [fetched, setFetched] = useState<ApprovalBody>()
  const known = approvals.find(({ uuid }) => uuid === id) ?? fetched
  const isKnown = known !== undefined
  useEffect(() => {
    if (isKnown) return
    run(async () => {
      setFetched(await session.act((device) => device.approval(id)))
    })
    // Once for each request: what changes later comes as an event.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [id])
  if (known !== undefined) return <Shown key={id} approval={known} onChange={setFetched} />
  return (
    <Page title={say('waiting')} back={{ page: 'codes' }}>
      <Problem text={problem} />
    </Page>
  )
}

interface ShownProps {
  readonly approval: ApprovalBody
  readonly onChange: (approval: ApprovalBody) => void
}

function Shown({ approval, onChange }: ShownProps) {
  const { session, say, locale } = useApp()
  const now = useNow()
  const { isBusy, problem, run } = useDoing()
  const [number, setNumber] = useState('')
  const [isDenying, setIsDenying] = useState(false)
  const [isReporting, setIsReporting] = useState(false)
  const { app, message, details, requestedAt, requestedFrom, expiresAt, needsNumber } = approval
  const standing = standingOf(approval, now)

  const keep = (changed: ApprovalBody) => {
    onChange(changed)
    const { approvals } = session.view.get()
    if (approvals.some(({ uuid }) => uuid === changed.uuid)) {
      session.show({ approvals: withApproval(approvals, changed) })
    }
  }
  const answer = (work: (device: ReturnType<typeof session.device>) => Promise<ApprovalBody>) =>
    run(async () => {
      setIsDenying(false)
      try {
        const changed = await session.act(work)
        keep(changed)
        // The app's requests pause with it.
        if (changed.notMe) await session.act((device) => device.syncApps())
      } catch (error) {
        setNumber('')
        if (!isSettled(error)) throw error
        keep(await session.act((device) => device.approval(approval.uuid)))
        if (error.code === 'wrong-number') throw error
      }
    })
  return (
    <Page
      title={<Foreign text={app.name} />}
      name={showText(app.name)}
      back={{ page: standing === 'pending' ? 'codes' : 'history' }}
    >
      <article className="card approval">
        <Logo name={app.name} url={logoOf(approval)} isLarge />
        <h2>
          <Foreign text={message} />
        </h2>
        {standing === 'pending' ? undefined : <Outcome approval={approval} standing={standing} />}
        <dl>
          {details.map(([name, value], index) => (
            // The app's own order, and it may name two alike.
            // eslint-disable-next-line react/no-array-index-key
            <div key={index}>
              <dt>
                <Foreign text={name} />
              </dt>
              <dd>
                <Foreign text={value} />
              </dd>
            </div>
          ))}
          <div className="ours">
            <dt>{say('requestedAt')}</dt>
            <dd>{formatMoment(requestedAt, locale)}</dd>
          </div>
          {requestedFrom === null ? undefined : (
            <div className="ours">
              <dt>{say('requestedFrom')}</dt>
              <dd>
                <Foreign text={requestedFrom} />
              </dd>
            </div>
          )}
        </dl>
        <Problem text={problem} />
        {standing === 'pending' ? (
          <Answer
            numberLabel={needsNumber ? say('loginNumber') : undefined}
            number={number}
            onNumber={setNumber}
            isBusy={isBusy}
            expires={
              expiresAt === null
                ? undefined
                : say('expiresIn', { time: formatDuration(expiresAt - now, locale) })
            }
            isReady={!needsNumber || isNumber(number)}
            onApprove={() =>
              answer((device) => device.approve(approval, needsNumber ? { number } : {}))
            }
            onDeny={() => setIsDenying(true)}
          />
        ) : approval.notMe ? (
          <p className="reported">
            <Icon name="warning" />
            {say('notMeReported')}
          </p>
        ) : (
          <button
            type="button"
            className="not-me"
            disabled={isBusy}
            onClick={() => setIsReporting(true)}
          >
            {say('notMe')}
          </button>
        )}
      </article>
      {isReporting ? (
        <Confirm
          title={say('notMe')}
          text={say('notMeLead', { app: showText(app.name) })}
          yes={say('notMe')}
          no={say('cancel')}
          onClose={() => setIsReporting(false)}
          onYes={() => {
            setIsReporting(false)
            answer((device) => device.reportNotMe(approval.uuid))
          }}
        />
      ) : undefined}
      {isDenying ? (
        <Dialog title={say('deny')} onClose={() => setIsDenying(false)}>
          <div className="stack">
            <button
              type="button"
              className="danger"
              onClick={() => answer((device) => device.deny(approval))}
            >
              {say('deny')}
            </button>
            <button
              type="button"
              className="not-me"
              aria-describedby="not-me"
              onClick={() => answer((device) => device.deny(approval, { notMe: true }))}
            >
              {say('notMe')}
            </button>
            <p id="not-me" className="hint">
              {say('notMeLead', { app: showText(app.name) })}
            </p>
            <button type="button" className="link" onClick={() => setIsDenying(false)}>
              {say('back')}
            </button>
          </div>
        </Dialog>
      ) : undefined}
    </Page>
  )
}

/** Whether the request has another standing now than the one that was shown. */
function isSettled(error: unknown): error is DeviceError {
  return (
    error instanceof DeviceError &&
    ['wrong-number', 'not-pending', 'expired', 'offline', 'altered'].includes(error.code)
  )
}

interface OutcomeProps {
  readonly approval: ApprovalBody
  readonly standing: Exclude<Standing, 'pending'>
}

function Outcome({ approval, standing }: OutcomeProps) {
  const { say, locale } = useApp()
  const { device } = useView()
  const ownId = device.status === 'registered' ? device.device.id : undefined
  const elsewhere = answeredElsewhere(approval, ownId)
  const icon = { approved: 'check', denied: 'cross', expired: 'clock' } as const
  return (
    <output className={`outcome ${standing}`}>
      <Icon name={icon[standing]} />
      <span>
        <strong>{say(standing)}</strong>
        {elsewhere === undefined ? undefined : (
          <span>{say('answeredOn', { device: showText(elsewhere) })}</span>
        )}
        {approval.answeredAt === null ? undefined : (
          <span>{formatMoment(approval.answeredAt, locale)}</span>
        )}
      </span>
    </output>
  )
}
