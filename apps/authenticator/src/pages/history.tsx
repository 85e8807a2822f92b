import type { ApprovalBody } from '@countersign/wire'
import { useEffect, useState } from 'react'
import { groupByDay, logoOf, standingOf } from '../app/approvals.ts'
import { formatDay, formatTime } from '../app/format.ts'
import { formatRoute } from '../app/route.ts'
import { useApp, useDoing, useView } from '../parts/context.tsx'
import { Problem } from '../parts/form.tsx'
import { Foreign, Logo } from '../parts/foreign.tsx'
import { Page } from '../parts/page.tsx'

const PER_PAGE = 20

/** What was answered or ran out, newest first; each opens as it was asked. */
export function History() {
  const { session, say, locale } = useApp()
  const { approvals } = useView()
  const { isBusy, problem, run } = useDoing()
  const [past, setPast] = useState<readonly ApprovalBody[]>([])
  const [isMore, setIsMore] = useState(false)
  const [isLoaded, setIsLoaded] = useState(false)
  const load = (before: string | undefined) =>
    run(async () => {
      const from = before === undefined ? {} : { before }
      const page = await session.act((device) =>
        device.approvals({ status: 'past', limit: PER_PAGE, ...from }),
      )
      setPast((shown) => (before === undefined ? page : [...shown, ...page]))
      setIsMore(page.length === PER_PAGE)
      setIsLoaded(true)
    })
  const answered = approvals.filter(({ status }) => status !== 'pending').length
  useEffect(() => {
    load(undefined)
    // Again when something is answered while this is open, and at no other time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [answered])
  return (
    <Page title={say('history')}>
      <Problem text={problem} />
      {isLoaded && past.length === 0 ? <p className="empty">{say('nothingFound')}</p> : undefined}
      {groupByDay(past).map(({ day, approvals }) => (
        <section key={day}>
          <h2 className="day">{formatDay(day, locale)}</h2>
          <ul className="rows card">
            {approvals.map((approval) => (
              <Row key={approval.uuid} approval={approval} />
            ))}
          </ul>
        </section>
      ))}
      {isMore ? (
        <button
          type="button"
          className="wide"
          disabled={isBusy}
          onClick={() => load(past.at(-1)?.uuid)}
        >
          {say('more')}
        </button>
      ) : undefined}
    </Page>
  )
}

function Row({ approval }: { readonly approval: ApprovalBody }) {
  const { session, say, locale } = useApp()
  const { app, message, requestedAt, notMe, uuid } = approval
  const standing = standingOf(approval, session.serverNow())
  return (
    <li>
      <a className="row-link" href={formatRoute({ page: 'approval', id: uuid })}>
        <Logo name={app.name} url={logoOf(approval)} />
        <span className="names">
          <span className="name">
            <Foreign text={app.name} />
          </span>
          <span className="label">
            <Foreign text={message} />
          </span>
          {standing === 'pending' ? undefined : (
            <span className={`chip ${notMe ? 'denied' : standing}`}>
              {notMe ? say('notMeReported') : say(standing)}
            </span>
          )}
        </span>
        <span className="label time">{formatTime(requestedAt, locale)}</span>
      </a>
    </li>
  )
}
