import { useState } from 'react'
import {
  accountName,
  changeAccount,
  moveAccount,
  removeAccount,
  sortAccounts,
} from '../app/accounts.ts'
import { showText } from '../app/show-text.ts'
import { useApp, useDoing, useView } from '../parts/context.tsx'
import { Confirm, Field, Problem } from '../parts/form.tsx'
import { Page } from '../parts/page.tsx'

/** One account of another service: its names, its place, its end. */
export function AccountPage({ id }: { readonly id: string }) {
  const { session, say, locale, go } = useApp()
  const { accounts } = useView()
  const { isBusy, problem, run } = useDoing()
  const [isRemoving, setIsRemoving] = useState(false)
  const account = accounts.find((each) => each.id === id)
  const [issuer, setIssuer] = useState(account?.issuer ?? '')
  const [label, setLabel] = useState(account?.label ?? '')
  if (account === undefined) {
    return (
      <Page title={say('account')} back={{ page: 'codes' }}>
        <p className="empty">{say('nothingFound')}</p>
      </Page>
    )
  }
  const name = showText(accountName(account))
  const place = accounts.indexOf(account)
  return (
    <Page title={say('edit', { name })} back={{ page: 'codes' }}>
      <form
        className="card"
        onSubmit={(event) => {
          event.preventDefault()
          run(async () => {
            await session.changeAccounts((before) =>
              changeAccount(before, id, { issuer: issuer.trim(), label: label.trim() }),
            )
            go({ page: 'codes' })
          })
        }}
      >
        <Field label={say('service')} value={issuer} maxLength={80} onText={setIssuer} />
        <Field label={say('account')} value={label} maxLength={120} onText={setLabel} />
        <Problem text={problem} />
        <button type="submit" className="primary" disabled={isBusy}>
          {say('save')}
        </button>
      </form>
      <div className="card">
        <p className="place" aria-live="polite">
          {`${place + 1} / ${accounts.length}`}
        </p>
        <div className="buttons">
          <button
            type="button"
            disabled={place === 0}
            onClick={() => run(() => session.changeAccounts((all) => moveAccount(all, id, -1)))}
          >
            {say('moveUp')}
          </button>
          <button
            type="button"
            disabled={place === accounts.length - 1}
            onClick={() => run(() => session.changeAccounts((all) => moveAccount(all, id, 1)))}
          >
            {say('moveDown')}
          </button>
          <button
            type="button"
            disabled={accounts.length < 2}
            onClick={() => run(() => session.changeAccounts((all) => sortAccounts(all, locale)))}
          >
            {say('sortByName')}
          </button>
        </div>
      </div>
      <button type="button" className="danger-link" onClick={() => setIsRemoving(true)}>
        {say('remove')}
      </button>
      {isRemoving ? (
        <Confirm
          title={say('removeAccount', { name })}
          text={say('removeAccountLead')}
          yes={say('remove')}
          no={say('cancel')}
          onClose={() => setIsRemoving(false)}
          onYes={() =>
            run(async () => {
              await session.changeAccounts((before) => removeAccount(before, id))
              go({ page: 'codes' })
            })
          }
        />
      ) : undefined}
    </Page>
  )
}
