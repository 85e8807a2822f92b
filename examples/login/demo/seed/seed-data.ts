import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { type Client, createClient } from '@countersign/client'
import { type Device, memoryStore, openDevice } from '@countersign/device'
import {
  changeApp,
  type Config,
  createApp,
  createLog,
  type Deps,
  listMessages,
  readCallback,
  setCallback,
} from '@countersign/server'
import { serve } from '@countersign/server/serve'
import { seedCarriers } from './carriers.ts'
import { type Chance, createChance } from './chance.ts'
import { type SeedPerson, seedPeople } from './people.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

/** How long the service needs to look for what is due, in real time. */
const MOST_LOOKS = 400

export interface SeedOptions {
  readonly config: Config
  /** Makes the app of the demo, and tells its key. */
  readonly prepareApp: (deps: Deps) => Promise<string>
  /** Milliseconds; the data ends here. */
  readonly until: number
  /** How many days of it; the last four have what is worth finding. */
  readonly days?: number
  readonly log: (line: string) => void
}

interface Scene {
  readonly deps: Deps
  readonly bank: Client
  readonly clinic: Client
  readonly clinicId: number
  readonly url: string
  readonly chance: Chance
  readonly clock: { readonly now: () => number; readonly advance: (milliseconds: number) => void }
  readonly settled: () => Promise<void>
}

interface Member extends SeedPerson {
  readonly authyId: number
  readonly device: Device | undefined
}

/**
 * Four weeks of two apps, lived through in a minute: the service itself runs on a clock of its own, and every
 * row is there because somebody logged in, mistyped, denied or gave up.
 */
export async function seedData({
  config,
  prepareApp,
  until,
  days = 28,
  log,
}: SeedOptions): Promise<void> {
  const chance = createChance(20_260_101)
  let now = until - days * DAY_MS
  const clock = {
    now: () => now,
    advance: (milliseconds: number) => {
      now += milliseconds
    },
  }
  const service = await serve(
    // On a port of its own, of which nobody else knows.
    { ...config, listen: { ...config.listen, port: 0 }, publicUrl: 'http://127.0.0.1:0' },
    createLog('silent'),
    { now: clock.now, providers: seedCarriers(chance, clock.advance) },
  )
  try {
    const { deps, url } = service
    const apiKey = await prepareApp(deps)
    const clinic = await createClinic(deps)
    const scene: Scene = {
      deps,
      url,
      chance,
      clock,
      bank: createClient({ baseUrl: url, apiKey }),
      clinic: createClient({ baseUrl: url, apiKey: clinic.apiKey }),
      clinicId: clinic.appId,
      settled: () => untilDelivered(deps),
    }
    const members: Member[] = []
    const newcomers = [...seedPeople(chance)]
    for (let day = 0; day < days; day += 1) {
      const dayStart = until - (days - day) * DAY_MS
      // Most come in the first week, some later.
      const joining = newcomers.splice(0, day < 7 ? 4 : chance.is(0.5) ? 1 : 0)
      now = Math.max(now, dayStart + 7 * HOUR_MS)
      for (const person of joining) members.push(await join(scene, person))
      await liveThrough(scene, members, days - day, day % 7 >= 5)
      if ((day + 1) % 7 === 0) log(`  week ${(day + 1) / 7} of ${days / 7}`)
    }
    now = until
    await scene.settled()
  } finally {
    await service.close()
  }
}

async function createClinic(deps: Deps) {
  const created = await createApp(deps, { name: 'Northwind Clinic', plan: 'production' })
  if (created.result !== 'created') throw new Error(`The clinic was not made: ${created.result}.`)
  const staging = await createApp(deps, { name: 'Clinic staging', plan: 'sandbox' })
  if (staging.result !== 'created') throw new Error(`Its staging was not made: ${staging.result}.`)
  const changed = await changeApp(deps, created.app.id, 'tokenDigits', '6')
  if (changed.result !== 'changed') throw new Error(`tokenDigits: ${changed.result}.`)
  return { appId: created.app.id, apiKey: created.apiKey }
}

/** Registers with the bank, and now and then with the clinic; sets a phone up where they have one. */
async function join(scene: Scene, person: SeedPerson): Promise<Member> {
  const { bank, clinic, chance, clock } = scene
  const { email, phone, countryCode } = person
  const created = await bank.users.create({ email, phone, countryCode })
  if (!created.ok) throw new Error(`${person.name} was not registered: ${created.reason}.`)
  if (chance.is(0.35)) await clinic.users.create({ email, phone, countryCode })
  await scene.settled()
  clock.advance(chance.between(20_000, 240_000))
  const { authyId } = created
  return { ...person, authyId, device: person.hasDevice ? await setUp(scene, person) : undefined }
}

async function setUp(scene: Scene, person: SeedPerson): Promise<Device> {
  const { chance, clock, url } = scene
  const device = await openDevice({ baseUrl: url, store: memoryStore(), now: clock.now })
  const [first = 'My'] = person.name.split(' ')
  const isPhone = chance.is(0.8)
  await device.register({
    phone: e164(person),
    via: 'sms',
    name: isPhone ? `${first}’s phone` : `${first}’s laptop`,
    system: isPhone ? chance.oneOf(['android', 'ios']) : 'linux',
    version: '0.1.0',
  })
  await scene.settled()
  clock.advance(chance.between(8_000, 40_000))
  await device.complete(await newestToken(scene, e164(person)))
  await scene.settled()
  return device
}

/** A day of logins, most of them in the morning, fewer at the week's end. */
async function liveThrough(
  scene: Scene,
  members: readonly Member[],
  daysLeft: number,
  isWeekend: boolean,
): Promise<void> {
  const { chance, clock } = scene
  const end = clock.now() + 13 * HOUR_MS
  const visits = members.filter(() => chance.is(isWeekend ? 0.25 : 0.6))
  const pause = Math.floor((end - clock.now()) / (visits.length + 1))
  for (const member of visits) {
    clock.advance(chance.between(Math.floor(pause * 0.3), pause))
    await logIn(scene, member)
    if (chance.is(0.06)) await verifyPhone(scene, member)
  }
  // In the last two days somebody tries out what an SMS to Brazil costs.
  if (daysLeft <= 2) await pump(scene)
  if (daysLeft === 4) await callTheClinicInVain(scene, members)
  const [first] = members
  if (daysLeft === 3 && first !== undefined) await guessWildly(scene, first)
}

const USUAL_CHANNELS = ['sms', 'sms', 'sms', 'sms', 'sms', 'call', 'email'] as const

async function logIn(scene: Scene, member: Member): Promise<void> {
  const { bank, chance, clock } = scene
  if (member.device !== undefined && chance.is(0.85)) return await approve(scene, member)
  const channel = chance.oneOf(USUAL_CHANNELS)
  const way = channel === 'sms' && chance.is(0.5) ? 'push' : channel
  const sent = await bank.tokens.send(member.authyId, { channel: way })
  if (!sent.ok || sent.channel === 'push') return
  await scene.settled()
  clock.advance(chance.between(6_000, 50_000))
  if (chance.is(0.06)) return
  const token = await newestToken(scene, channel === 'email' ? member.email : e164(member))
  if (chance.is(0.08)) {
    await bank.tokens.verify(member.authyId, '0000000')
    clock.advance(chance.between(4_000, 15_000))
  }
  await bank.tokens.verify(member.authyId, token)
  if (chance.is(0.02)) await bank.tokens.verify(member.authyId, token)
}

async function approve(scene: Scene, member: Member): Promise<void> {
  const { bank, chance, clock } = scene
  const isTransfer = chance.is(0.2)
  const asked = await bank.approvals.request(member.authyId, {
    message: isTransfer ? 'Send money' : 'Log in to Harbour Bank',
    details: isTransfer
      ? {
          Amount: `${chance.between(20, 900)}.00 €`,
          To: chance.oneOf(['Rent', 'Garage', 'Aunt May']),
        }
      : { Place: member.city, Browser: member.browser },
    hiddenDetails: { session: `s-${chance.between(10_000, 99_999)}` },
    secondsToExpire: 300,
  })
  if (!asked.ok) return
  clock.advance(chance.between(3_000, 45_000))
  if (chance.is(0.05)) return
  const [approval] = (await member.device?.approvals()) ?? []
  if (approval === undefined || member.device === undefined) return
  if (chance.is(0.04)) await member.device.deny(approval)
  else await member.device.approve(approval, { number: asked.number })
}

async function verifyPhone(scene: Scene, { countryCode, phone }: Member): Promise<void> {
  const { clinic, chance, clock } = scene
  const channel = chance.is(0.8) ? 'sms' : 'call'
  const started = await clinic.phones.startVerification({ countryCode, phone, channel })
  if (!started.ok) return
  await scene.settled()
  clock.advance(chance.between(8_000, 60_000))
  const code = chance.is(0.1) ? '0000' : await newestToken(scene, `+${countryCode}${phone}`)
  await clinic.phones.checkVerification({ countryCode, phone, code })
}

/** Many numbers of one country, none of which ever types its code. */
async function pump({ clinic, chance, clock, settled }: Scene): Promise<void> {
  for (let tried = 0; tried < 60; tried += 1) {
    const phone = `119${chance.between(60_000_000, 69_999_999)}`
    await clinic.phones.startVerification({ countryCode: '55', phone, channel: 'sms' })
    await settled()
    clock.advance(chance.between(500, 4_000))
  }
}

/** A hundred wrong tokens, as patient as the limits ask: the account is suspended (NIST SP 800-63B §5.2.2). */
async function guessWildly({ clinic, deps, chance, clock }: Scene, member: Member): Promise<void> {
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
async function callTheClinicInVain(scene: Scene, members: readonly Member[]): Promise<void> {
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

async function newestToken({ deps }: Scene, to: string): Promise<string> {
  const [message] = await listMessages(deps, { to, limit: 1 })
  return message?.token ?? ''
}

/** Until the worker has taken all that is due. */
async function untilDelivered({ db, now, wakeWorker }: Deps): Promise<void> {
  for (let looks = 0; looks < MOST_LOOKS; looks += 1) {
    const due = await db
      .selectFrom('jobs')
      .select('id')
      .where('due_at', '<=', now())
      .limit(1)
      .executeTakeFirst()
    if (due === undefined) return
    // Its own timers know nothing of the clock of the demonstration.
    wakeWorker()
    await new Promise((resolve) => setTimeout(resolve, 2))
  }
}

function e164({ countryCode, phone }: SeedPerson): string {
  return `+${countryCode}${phone}`
}
