import { createClient } from '@countersign/client'
import { type Device, memoryStore, openDevice } from '@countersign/device'
import { changeApp, type Config, createApp, createLog, type Deps } from '@countersign/server'
import { serve } from '@countersign/server/serve'
import { seedCarriers } from './carriers.ts'
import { createChance } from './chance.ts'
import { logIn, verifyPhone } from './logins.ts'
import { type SeedPerson, seedPeople } from './people.ts'
import { e164, type Member, newestToken, type Scene, untilDelivered } from './scene.ts'
import { callTheClinicInVain, guessWildly, pump } from './trouble.ts'

const DAY_MS = 86_400_000
const HOUR_MS = 3_600_000

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
