import { useState } from 'react'
import {
  type Account,
  accountName,
  changeAccount,
  lastHotpOf,
  matchesSearch,
  totpOf,
} from '../app/accounts.ts'
import { showText } from '../app/show-text.ts'
import { useApp, useDoing, useNow, useView } from '../parts/context.tsx'
import { Problem } from '../parts/form.tsx'
import { Icon } from '../parts/icon.tsx'
import { NotifyOffer } from '../parts/notify-offer.tsx'
import { Page } from '../parts/page.tsx'
import { TokenCard } from '../parts/token-card.tsx'

/** From here on a list is longer than a screen. */
const SEARCH_FROM = 6

/** Every code there is: those of apps that use this service first, then the accounts of others. */
export function Codes() {
  const { session, say, go } = useApp()
  const { accounts, apps, device, wantedAppId } = useView()
  const now = useNow()
  const [search, setSearch] = useState('')
  const isRegistered = device.status === 'registered'
  const tokens = session.device().tokens()
  const shownTokens = tokens.filter(({ appName }) => matchesSearch([appName], search))
  const shownAccounts = accounts.filter(({ issuer, label }) =>
    matchesSearch([issuer, label], search),
  )
  const paused = apps.filter(({ pushesPausedAt }) => pushesPausedAt !== null)
  const count = tokens.length + accounts.length
  return (
    <Page
      title={say('codes')}
      beside={
        <button
          type="button"
          className="round accent"
          onClick={() => go({ page: 'add' })}
          aria-label={say('addAccount')}
        >
          <Icon name="add" />
        </button>
      }
    >
      {isRegistered ? <NotifyOffer /> : undefined}
      {paused.map(({ id, name }) => (
        <Paused key={id} appId={id} name={name} />
      ))}
      {count < SEARCH_FROM ? undefined : (
        <div className="search">
          <Icon name="search" />
          <input
            type="search"
            value={search}
            placeholder={say('search')}
            aria-label={say('search')}
            onChange={(event) => setSearch(event.target.value)}
          />
        </div>
      )}
      {count === 0 ? <Empty /> : undefined}
      {count > 0 && shownTokens.length + shownAccounts.length === 0 ? (
        <p className="empty">{say('nothingFound')}</p>
      ) : undefined}
      <ul className="cards">
        {shownTokens.map(({ appId, appName, logoUrl, token, next, validUntil, periodSeconds }) => (
          <TokenCard
            key={appId}
            name={appName}
            logoUrl={logoUrl}
            token={token}
            time={{ next, validUntil, periodSeconds, now }}
            isWanted={appId === wantedAppId}
            onCopy={() => session.show({ wantedAppId: undefined })}
          />
        ))}
        {shownAccounts.map((account) => (
          <AccountCard key={account.id} account={account} now={now} />
        ))}
      </ul>
      {isRegistered ? undefined : (
        <button type="button" className="wide" onClick={() => go({ page: 'setup' })}>
          <Icon name="phone" />
          {say('welcome')}
        </button>
      )}
    </Page>
  )
}

function Empty() {
  const { say, go } = useApp()
  return (
    <div className="empty">
      <img src="/authenticator/icon.svg" alt="" width="72" height="72" />
      <p>{say('noCodesLead')}</p>
      <button type="button" className="primary" onClick={() => go({ page: 'add' })}>
        <Icon name="add" />
        {say('addAccount')}
      </button>
    </div>
  )
}

function AccountCard({ account, now }: { readonly account: Account; readonly now: number }) {
  const { session, say, go } = useApp()
  const name = accountName(account)
  const edit = (
    <button
      type="button"
      className="round quiet"
      aria-label={say('edit', { name: showText(name) })}
      onClick={() => go({ page: 'account', id: account.id })}
    >
      <Icon name="edit" />
    </button>
  )
  if (account.type === 'totp') {
    const { token, next, validUntil } = totpOf(account, now)
    const { periodSeconds } = account
    return (
      <TokenCard
        name={name}
        label={account.label}
        token={token}
        time={{ next, validUntil, periodSeconds, now }}
      >
        {edit}
      </TokenCard>
    )
  }
  const advance = () =>
    void session.changeAccounts((accounts) => {
      const current = accounts.find(({ id }) => id === account.id) ?? account
      return changeAccount(accounts, account.id, { counter: current.counter + 1 })
    })
  return (
    <TokenCard name={name} label={account.label} token={lastHotpOf(account)}>
      <button type="button" className="small" onClick={advance}>
        {say('newCode')}
      </button>
      {edit}
    </TokenCard>
  )
}

function Paused({ appId, name }: { readonly appId: number; readonly name: string }) {
  const { session, say } = useApp()
  const { isBusy, problem, run } = useDoing()
  const resume = () =>
    run(() =>
      session.act(async (device) => {
        await device.resume(appId)
        await device.syncApps()
      }),
    )
  return (
    <div className="card offer">
      <p>{say('pushesPaused', { app: showText(name) })}</p>
      <Problem text={problem} />
      <button type="button" disabled={isBusy} onClick={resume}>
        {say('resume')}
      </button>
    </div>
  )
}
