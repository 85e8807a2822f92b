import Database from 'better-sqlite3'
import { setCallback } from '../../apps/server/src/actions/app-callback.ts'
import { changeApp } from '../../apps/server/src/actions/change-app.ts'
import { createApp } from '../../apps/server/src/actions/create-app.ts'
import { migrate } from '../../apps/server/src/store/migrate.ts'
import type { Deps } from '../../apps/server/src/deps.ts'
import { createHistory } from '../history.ts'
import { createClient, type Person } from '../load/client.ts'
import type { Device } from '../load/device.ts'
import { createInbox } from '../load/inbox.ts'
import { createPopulation } from '../load/population.ts'
import type { TortureApp, World } from '../load/world.ts'
import { seededRandom } from '../random.ts'
import { startNode } from './node.ts'
import { callbackUrl, createOutside } from './outside.ts'
import { createScheduler } from './scheduler.ts'
import { countThreadWork } from './thread-work.ts'

/** Setting of the apps, so that a short run meets this limit. */
export const WRONG_TOKENS_PER_ADDRESS = 20

/** The runs begin some days later: nothing of this counts against their limits. */
const DAYS_BEFORE_MS = -3 * 86_400_000

const PEOPLE = 8
const DEVICES = 3

/** What every run begins with: a database as a file, and who is in it. */
export interface Template {
  readonly database: Buffer
  readonly steady: TortureApp
  readonly failing: TortureApp
  readonly people: readonly Person[]
  readonly devices: readonly Device[]
}

/** Prepares two apps, people and devices, by the calls that clients make. */
export async function prepareTemplate(): Promise<Template> {
  countThreadWork()
  const random = seededRandom(1)
  const scheduler = createScheduler()
  const history = createHistory(
    { kind: 'run', seed: 1, database: 'simulated', graceMs: 0, wrongTokensPerAddress: 0 },
    scheduler.now,
  )
  const inbox = createInbox()
  const db = new Database(':memory:')
  const outside = createOutside({
    scheduler,
    random,
    history,
    inbox,
    apps: [],
    treatMessage: () => 'take',
    treatCallback: () => 'take',
  })
  const node = startNode({ db, scheduler, random, clockOffset: () => DAYS_BEFORE_MS, ...outside })
  const prepared = (async () => {
    await migrate(node.deps.db, 'sqlite', node.deps.now())
    const steady = await addApp(node.deps, 'Steady')
    const failing = await addApp(node.deps, 'Failing')
    const world: World = {
      history,
      inbox,
      ask: node.ask,
      now: node.deps.now,
      pause: scheduler.sleep,
      steady,
      failing,
    }
    const client = createClient(world, 'operator', random)
    const population = createPopulation()
    const people: Person[] = []
    while (people.length < PEOPLE) people.push(await present(population.newPerson(client)))
    const devices: Device[] = []
    while (devices.length < DEVICES) devices.push(await present(population.takeDevice(client)))
    return { steady, failing, people, devices }
  })()
  let isPrepared = false
  void prepared.finally(() => {
    isPrepared = true
  })
  await scheduler.runUntil(() => isPrepared)
  const who = await prepared
  return { database: db.serialize(), ...who }
}

async function present<Value>(promise: Promise<Value | undefined>): Promise<Value> {
  const value = await promise
  if (value === undefined) throw new Error('Nobody could be prepared.')
  return value
}

async function addApp(deps: Deps, name: string): Promise<TortureApp> {
  const created = await createApp(deps, { name, plan: 'production' })
  if (created.result !== 'created') throw new Error(`${name} was not created: ${created.result}`)
  const { app, apiKey } = created
  await changeApp(deps, app.id, 'migrationToolsEnabled', 'true')
  await changeApp(deps, app.id, 'wrongTokensPerAddress', String(WRONG_TOKENS_PER_ADDRESS))
  await setCallback(deps, app.id, callbackUrl(name), 'POST')
  return { name, apiKey, id: app.id }
}
