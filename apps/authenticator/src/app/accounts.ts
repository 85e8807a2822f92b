import {
  type Algorithm,
  type Digits,
  decodeBase32,
  encodeBase32,
  formatOtpauthUri,
  hotp,
  type Otpauth,
  totp,
} from '@countersign/otp'

/** An account of another service, which the person added here. */
export interface Account {
  readonly id: string
  readonly type: 'totp' | 'hotp'
  /** The service; may be empty. */
  readonly issuer: string
  /** Whose account it is; may be empty. */
  readonly label: string
  /** Base32. */
  readonly secret: string
  readonly algorithm: Algorithm
  readonly digits: Digits
  /** Of a `totp`. */
  readonly periodSeconds: number
  /** Of an `hotp`: that of the next code. */
  readonly counter: number
}

export function accountOf(otpauth: Otpauth, id: string): Account {
  return {
    id,
    type: otpauth.type,
    issuer: otpauth.issuer ?? '',
    label: otpauth.label,
    secret: encodeBase32(otpauth.secret),
    algorithm: otpauth.algorithm,
    digits: otpauth.digits,
    periodSeconds: otpauth.type === 'totp' ? otpauth.periodSeconds : 30,
    counter: otpauth.type === 'hotp' ? otpauth.counter : 0,
  }
}

export function accountUri(account: Account): string {
  const { type, issuer, label, algorithm, digits, periodSeconds, counter } = account
  const common = {
    issuer: issuer === '' ? undefined : issuer,
    label,
    secret: secretOf(account),
    algorithm,
    digits,
  }
  return type === 'totp'
    ? formatOtpauthUri({ ...common, type, periodSeconds })
    : formatOtpauthUri({ ...common, type, counter })
}

/** What to call it where there is room for one name. */
export function accountName(account: Account): string {
  return account.issuer || account.label || '?'
}

export interface ShownToken {
  readonly token: string
  readonly next: string
  readonly validUntil: number
}

export function totpOf(account: Account, now: number): ShownToken {
  const secret = secretOf(account)
  const periodMs = account.periodSeconds * 1_000
  const validUntil = (Math.floor(now / periodMs) + 1) * periodMs
  return {
    token: totp(secret, now, account),
    next: totp(secret, validUntil, account),
    validUntil,
  }
}

/** The code of the last counter that was used; `undefined` before the first. */
export function lastHotpOf(account: Account): string | undefined {
  return account.counter === 0 ? undefined : hotp(secretOf(account), account.counter - 1, account)
}

/** New ones at the end; one that is there already (the same secret, in the same way) stays as it is. */
export function addAccounts(
  accounts: readonly Account[],
  added: readonly Account[],
): readonly Account[] {
  const known = new Set(accounts.map(identityOf))
  const fresh = added.filter((account) => {
    const isNew = !known.has(identityOf(account))
    known.add(identityOf(account))
    return isNew
  })
  return [...accounts, ...fresh]
}

export function changeAccount(
  accounts: readonly Account[],
  id: string,
  change: Partial<Pick<Account, 'issuer' | 'label' | 'counter'>>,
): readonly Account[] {
  return accounts.map((account) => (account.id === id ? { ...account, ...change } : account))
}

export function removeAccount(accounts: readonly Account[], id: string): readonly Account[] {
  return accounts.filter((account) => account.id !== id)
}

/** One place up or down; at the end of the list it stays. */
export function moveAccount(
  accounts: readonly Account[],
  id: string,
  by: -1 | 1,
): readonly Account[] {
  const from = accounts.findIndex((account) => account.id === id)
  const [one, other] = [accounts[from], accounts[from + by]]
  if (one === undefined || other === undefined) return accounts
  return accounts.map((account) => (account === one ? other : account === other ? one : account))
}

export function sortAccounts(accounts: readonly Account[], locale: string): readonly Account[] {
  const { compare } = new Intl.Collator(locale, { numeric: true, sensitivity: 'base' })
  return accounts.toSorted(
    (a, b) => compare(accountName(a), accountName(b)) || compare(a.label, b.label),
  )
}

/** Whether every word that is searched for is in one of the names. */
export function matchesSearch(names: readonly string[], search: string): boolean {
  const text = foldCase(names.join(' '))
  return foldCase(search)
    .split(/\s+/)
    .every((word) => text.includes(word))
}

function foldCase(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().trim()
}

function identityOf(account: Account): string {
  return JSON.stringify([
    account.type,
    account.secret,
    account.digits,
    account.periodSeconds,
    account.algorithm,
  ])
}

function secretOf(account: Account): Uint8Array {
  const secret = decodeBase32(account.secret)
  if (secret === undefined) throw new Error('An account holds a secret that is not base32.')
  return secret
}
