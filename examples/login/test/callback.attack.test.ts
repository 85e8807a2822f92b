import { signCallback, type WireObject } from '@countersign/wire'
import { expect, test } from 'vitest'
import {
  approveNewest,
  type Bank,
  type CallbackSent,
  isIn,
  logIn,
  openBank,
  signUp,
  type Visitor,
} from './harness.ts'

// The callback's address is public. Whoever could make the app believe one would be let in without the device.

/** A login that waits, and a real callback of the one before it. */
async function waitingLogin(): Promise<{
  readonly bank: Bank
  readonly visitor: Visitor
  readonly real: CallbackSent
  readonly uuid: string
}> {
  const bank = await openBank()
  await signUp(bank, bank.visit())
  const device = await bank.device()
  const first = bank.visit()
  await logIn(first)
  await approveNewest(device)
  await bank.callBack()
  await first.submit('/login/finish')
  const [real] = bank.callbacks
  if (real === undefined) throw new Error('No callback came.')
  const visitor = bank.visit()
  await logIn(visitor)
  const [approval] = await device.approvals()
  return { bank, visitor, real, uuid: approval?.uuid ?? '' }
}

async function expectStillWaiting(visitor: Visitor): Promise<void> {
  expect(JSON.parse((await visitor.get('/login/status')).text)).toEqual({ status: 'pending' })
  await visitor.submit('/login/finish')
  expect(await isIn(visitor)).toBe(false)
}

test('a forged callback is refused', async () => {
  const { bank, visitor, real, uuid } = await waitingLogin()
  const body = real.body.replaceAll(/"uuid":"[^"]*"/g, `"uuid":"${uuid}"`)
  const json = { 'content-type': 'application/json' }
  const now = String(bank.service.clock.now() / 1_000)
  const signed = (apiKey: string) =>
    signCallback({
      apiKey,
      nonce: now,
      method: 'POST',
      url: `${bank.url}/authy/callback`,
      payload: JSON.parse(body) as WireObject,
    })
  const forged: readonly CallbackSent[] = [
    { headers: json, body },
    { headers: json, body: '' },
    { headers: json, body: 'x'.repeat(10_000) },
    { headers: { ...json, 'x-authy-signature': 'x', 'x-authy-signature-nonce': now }, body },
    { headers: real.headers, body },
    {
      headers: {
        ...json,
        'x-authy-signature': signed('f'.repeat(32)),
        'x-authy-signature-nonce': now,
      },
      body,
    },
  ]
  for (const callback of forged) expect(await bank.send(callback)).toBe(403)
  expect(bank.logged).toContain('A callback was refused: bad-signature.')
  expect(bank.logged.join()).not.toContain(uuid)
  await expectStillWaiting(visitor)
})

test('a real callback that is sent again is refused, now and later', async () => {
  const { bank, visitor, real } = await waitingLogin()
  expect(await bank.send(real)).toBe(403)
  bank.service.clock.advance(60_000)
  expect(await bank.send(real)).toBe(403)
  await expectStillWaiting(visitor)
})

test('a real callback that is older than five minutes is refused, seen or not', async () => {
  const { bank, real, uuid } = await waitingLogin()
  const payload = JSON.parse(real.body) as WireObject
  const nonce = String(bank.service.clock.now() / 1_000)
  const url = `${bank.url}/authy/callback`
  const signature = signCallback({
    apiKey: bank.service.apiKey,
    nonce,
    method: 'POST',
    url,
    payload: { ...payload, uuid },
  })
  bank.service.clock.advance(301_000)
  const headers = {
    'content-type': 'application/json',
    'x-authy-signature': signature,
    'x-authy-signature-nonce': nonce,
  }
  expect(await bank.send({ headers, body: JSON.stringify({ ...payload, uuid }) })).toBe(403)
})

test('a verified callback of a request that is not ours changes nothing', async () => {
  const { bank, visitor, real } = await waitingLogin()
  const nonce = String(bank.service.clock.now() / 1_000)
  for (const change of [{ uuid: crypto.randomUUID() }, { authy_id: 1 }]) {
    const payload = { ...(JSON.parse(real.body) as WireObject), ...change }
    const signature = signCallback({
      apiKey: bank.service.apiKey,
      nonce,
      method: 'POST',
      url: `${bank.url}/authy/callback`,
      payload,
    })
    const headers = {
      'content-type': 'application/json',
      'x-authy-signature': signature,
      'x-authy-signature-nonce': nonce,
    }
    expect(await bank.send({ headers, body: JSON.stringify(payload) })).toBe(200)
  }
  await expectStillWaiting(visitor)
})

test('a callback needs no session and no CSRF token, and is read by POST alone', async () => {
  const { bank } = await waitingLogin()
  const response = await fetch(`${bank.url}/authy/callback`)
  expect(response.status).toBe(404)
})
