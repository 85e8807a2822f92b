import { expect, test } from 'vitest'
import type { SignedAnswer } from '@countersign/client'
import type { AuthenticationService } from '../src/authentication-service.ts'
import { connect } from '../src/second-factor.ts'
import { approveNewest, type Bank, isIn, openBank, signUp, type Visitor } from './harness.ts'

// A payment is what the device signed, or it is not made.

type Alter = (signed: SignedAnswer | undefined) => SignedAnswer | undefined

const asItCame: Alter = (signed) => signed

/** A bank between which and the service somebody sits who alters signed answers. */
async function bankWithSomebodyBetween(): Promise<{
  readonly bank: Bank
  readonly alterBy: (alter: Alter) => void
}> {
  let alter = asItCame
  const bank = await openBank({
    service(baseUrl, apiKey): AuthenticationService {
      const service = connect({ baseUrl, apiKey })
      const status = async (uuid: string) => {
        const answered = await service.approvals.status(uuid)
        if (!answered.ok) return answered
        const signedAnswer = alter(answered.approval.signedAnswer)
        return { ...answered, approval: { ...answered.approval, signedAnswer } }
      }
      return { ...service, approvals: { ...service.approvals, status } }
    },
  })
  return {
    bank,
    alterBy(next) {
      alter = next
    },
  }
}

async function ask(visitor: Visitor, payee: string): Promise<string> {
  await visitor.get('/transfer')
  const form = { id: crypto.randomUUID(), payee, amount: '1250,5' }
  return (await visitor.submit('/transfer', form)).location
}

async function finish(visitor: Visitor, path: string): Promise<string> {
  await visitor.get('/transfer')
  await visitor.submit(`${path}/finish`)
  return (await visitor.get(path)).text
}

test('it is made once the device signed exactly it, and both sides are shown', async () => {
  const { bank, alterBy } = await bankWithSomebodyBetween()
  const visitor = bank.visit()
  await signUp(bank, visitor)
  expect(await isIn(visitor)).toBe(true)
  const device = await bank.device()
  const other = await ask(visitor, 'Mallory')
  await approveNewest(device)
  let ofMallory: SignedAnswer | undefined
  alterBy((signed) => (ofMallory ??= signed))
  await visitor.get(other)
  bank.service.clock.advance(1_000)

  const path = await ask(visitor, 'Ben & <i>Söhne</i>')
  expect((await visitor.get(path)).text).toContain('<h1>Approve this transfer</h1>')
  await approveNewest(device)
  const alterations: readonly (readonly [alter: Alter, said: string])[] = [
    [() => undefined, 'There is no signed answer.'],
    [
      (signed) => signed && { ...signed, statement: signed.statement.replace(/.{8}$/, 'AAAAAAAA') },
      'The signature does not verify',
    ],
    [() => ofMallory, 'class="differs">Mallory<'],
  ]
  for (const [alter, said] of alterations) {
    alterBy(alter)
    const text = await finish(visitor, path)
    expect(text).toContain('<h1>Not sent</h1>')
    expect(text).toContain(said)
  }
  alterBy(asItCame)
  const text = await finish(visitor, path)
  expect(text).toContain('<h1>Sent</h1>')
  expect(text).toContain('The signature is that of the device’s own key.')
  expect(text.match(/Ben &amp; &lt;i&gt;Söhne&lt;\/i&gt;/g)).toHaveLength(2)
  expect(text.match(/1,250\.50 EUR/g)).toHaveLength(2)
})

test('one that is denied or runs out is shown as that, and no money goes', async () => {
  const bank = await openBank()
  const visitor = bank.visit()
  await signUp(bank, visitor)
  const device = await bank.device()
  const denied = await ask(visitor, 'Ben')
  const [approval] = await device.approvals()
  if (approval !== undefined) await device.deny(approval)
  const text = await finish(visitor, denied)
  expect(text).toContain('<h1>Denied</h1>')
  expect(text).toContain('The signature is that of the device’s own key.')
  const late = await ask(visitor, 'Ben')
  bank.service.clock.advance(300_000)
  expect(await finish(visitor, late)).toContain('<h1>Ended without an answer</h1>')
})

test('without a device nobody can be asked, and that is said', async () => {
  const bank = await openBank()
  const visitor = bank.visit()
  await signUp(bank, visitor)
  await visitor.get('/transfer')
  const form = { id: crypto.randomUUID(), payee: 'Ben', amount: '1' }
  const { status, text } = await visitor.submit('/transfer', form)
  expect(status).toBe(422)
  expect(text).toContain('Sending money needs an authenticator.')
  expect(text).toContain('value="Ben"')
})
