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

test('a forged callback is refused, and a real one that is sent again, now and later', async () => {
  const { bank, visitor, real, uuid } = await waitingLogin()
  const body = real.body.replaceAll(/"uuid":"[^"]*"/g, `"uuid":"${uuid}"`)
  const json = { 'content-type': 'application/json' }
  const nonce = String(bank.service.clock.now() / 1_000)
  const forged: readonly CallbackSent[] = [
    { headers: json, body },
    { headers: json, body: '' },
    { headers: json, body: 'x'.repeat(10_000) },
    { headers: { ...json, 'x-authy-signature': 'x', 'x-authy-signature-nonce': nonce }, body },
    { headers: real.headers, body },
    signed(bank, JSON.parse(body) as WireObject, 'f'.repeat(32)),
  ]
  for (const callback of forged) expect(await bank.send(callback)).toBe(403)
  expect(bank.logged).toContain('A callback was refused: bad-signature.')
  expect(bank.logged.join()).not.toContain(uuid)
  await expectStillWaiting(visitor)
  // A real one, again.
  expect(await bank.send(real)).toBe(403)
  bank.service.clock.advance(60_000)
  expect(await bank.send(real)).toBe(403)
  await expectStillWaiting(visitor)
})

/** As the service would send it now. */
function signed(bank: Bank, payload: WireObject, apiKey = bank.service.apiKey): CallbackSent {
  const nonce = String(bank.service.clock.now() / 1_000)
  const url = `${bank.url}/authy/callback`
  const headers = {
    'content-type': 'application/json',
    'x-authy-signature': signCallback({ apiKey, nonce, method: 'POST', url, payload }),
    'x-authy-signature-nonce': nonce,
  }
  return { headers, body: JSON.stringify(payload) }
}

test('a callback of a request that is not ours changes nothing, and an old one is refused', async () => {
  const { bank, visitor, real, uuid } = await waitingLogin()
  const payload = JSON.parse(real.body) as WireObject
  const foreign = signed(bank, { ...payload, uuid: crypto.randomUUID() })
  expect(await bank.send(foreign)).toBe(200)
  expect(await bank.send(signed(bank, { ...payload, uuid, authy_id: 1 }))).toBe(200)
  const old = signed(bank, { ...payload, uuid })
  await expectStillWaiting(visitor)
  bank.service.clock.advance(301_000)
  expect(await bank.send(old)).toBe(403)
})
