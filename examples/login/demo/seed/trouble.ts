import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Deps, readCallback, setCallback } from '@countersign/server'
import type { Member, Scene } from './scene.ts'

/** Many numbers of one country, none of which ever types its code. */
export async function pump({ clinic, chance, clock, settled }: Scene): Promise<void> {
  for (let tried = 0; tried < 60; tried += 1) {
    const phone = `119${chance.between(60_000_000, 69_999_999)}`
    await clinic.phones.startVerification({ countryCode: '55', phone, channel: 'sms' })
    await settled()
    clock.advance(chance.between(500, 4_000))
  }
}

/** A hundred wrong tokens, as patient as the limits ask: the account is suspended (NIST SP 800-63B §5.2.2). */
export async function guessWildly(
  { clinic, deps, chance, clock }: Scene,
  member: Member,
): Promise<void> {
  const { email, phone, countryCode } = member
  const created = await clinic.users.create({ email, phone, countryCode })
  if (!created.ok) return
  for (let tried = 0; tried < 101; tried += 1) {
    const token = String(chance.between(100_000, 999_999))
    const verified = await clinic.tokens.verify(created.authyId, token)
    if (!verified.ok && verified.reason === 'suspended') return
    clock.advance(2_000)
    await skipTheWait(deps, created.authyId)
  }
}

/** Nobody wants to sit out the waits between a hundred guesses, which come to days. */
async function skipTheWait({ db }: Deps, authyId: number): Promise<void> {
  await db
    .updateTable('app_users')
    .set({ next_attempt_at: 0 })
    .where('authy_id', '=', authyId)
    .execute()
  await db.deleteFrom('throttles').execute()
}

/** A callback that nobody answers is disabled after the third. */
export async function callTheClinicInVain(scene: Scene, members: readonly Member[]): Promise<void> {
  const { deps, clinic, clinicId, clock } = scene
  const { result } = await setCallback(deps, clinicId, await deadUrl(), 'POST')
  if (result !== 'set') throw new Error(`The callback was not set: ${result}.`)
  for (const { email, phone, countryCode, device } of members) {
    if (device === undefined) continue
    const created = await clinic.users.create({ email, phone, countryCode })
    if (!created.ok) continue
    await scene.settled()
    const asked = await clinic.approvals.request(created.authyId, { message: 'Open your file' })
    if (!asked.ok) continue
    clock.advance(9_000)
    const mine = (await device.approvals()).find(({ uuid }) => uuid === asked.uuid)
    if (mine !== undefined) await device.approve(mine, { number: asked.number })
    await scene.settled()
    clock.advance(90_000)
    await scene.settled()
    if ((await readCallback(deps, clinicId)).disabledAt !== undefined) return
  }
}

/** A port of this machine on which nobody listens. */
async function deadUrl(): Promise<string> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  // A listening TCP server's address is never a pipe's name.
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => server.close(resolve))
  return `http://127.0.0.1:${port}/callback`
}
