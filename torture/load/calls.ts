import type { Op } from '../history.ts'
import { appRequest, type Client, type Outcome, type Person } from './client.ts'
import type { TortureApp } from './world.ts'

type OpOf<Kind extends Op['kind']> = Extract<Op, { readonly kind: Kind }>

/** Sends a token, in a message that says `words`. */
export async function send(
  client: Client,
  app: TortureApp,
  { user, phone }: Person,
  { action, words }: Pick<OpOf<'send'>, 'action' | 'words'>,
): Promise<Outcome> {
  const query = new URLSearchParams({ force: 'true', action_message: words })
  if (action !== '') query.set('action', action)
  return await client.call(
    { kind: 'send', app: app.name, user, phone, action, words },
    appRequest(app, `GET /protected/json/sms/${user}?${query.toString()}`),
  )
}

export async function verify(
  client: Client,
  app: TortureApp,
  { user }: Pick<Person, 'user'>,
  asked: Pick<OpOf<'verify'>, 'action' | 'token' | 'by'> & {
    readonly address?: string | undefined
  },
): Promise<Outcome> {
  const { action, token, by, address } = asked
  const query = new URLSearchParams()
  if (action !== '') query.set('action', action)
  if (address !== undefined) query.set('user_ip', address)
  return await client.call(
    { kind: 'verify', app: app.name, user, action, token, by, address },
    appRequest(app, `GET /protected/json/verify/${token}/${user}?${query.toString()}`),
  )
}

/** @param phone with its plus sign and the country code 1 */
export async function startCode(client: Client, app: TortureApp, phone: string): Promise<Outcome> {
  const form = { via: 'sms', country_code: '1', phone_number: phone.slice(2) }
  return await client.call(
    { kind: 'start-code', app: app.name, phone },
    appRequest(app, 'POST /protected/json/phones/verification/start', form),
  )
}

export async function checkCode(
  client: Client,
  app: TortureApp,
  asked: Pick<OpOf<'check-code'>, 'phone' | 'token' | 'by'>,
): Promise<Outcome> {
  const query = new URLSearchParams({
    country_code: '1',
    phone_number: asked.phone.slice(2),
    verification_code: asked.token,
  })
  return await client.call(
    { kind: 'check-code', app: app.name, ...asked },
    appRequest(app, `GET /protected/json/phones/verification/check?${query.toString()}`),
  )
}

/** Asks for an approval; `message` is its own. */
export async function ask(
  client: Client,
  app: TortureApp,
  user: number,
  { message, key }: Pick<OpOf<'ask'>, 'message' | 'key'>,
): Promise<Outcome> {
  const headers = key === undefined ? undefined : { 'idempotency-key': key }
  return await client.call(
    { kind: 'ask', app: app.name, user, message, key },
    appRequest(
      app,
      `POST /onetouch/json/users/${user}/approval_requests`,
      { message, 'details[Place]': 'Berlin' },
      headers,
    ),
  )
}

/** @param waitSeconds how long the service may wait for an answer */
export async function read(
  client: Client,
  app: TortureApp,
  uuid: string,
  waitSeconds = 0,
): Promise<Outcome> {
  const query = waitSeconds === 0 ? '' : `?wait=${waitSeconds}`
  return await client.call(
    { kind: 'read', app: app.name, uuid },
    appRequest(app, `GET /onetouch/json/approval_requests/${uuid}${query}`),
  )
}
