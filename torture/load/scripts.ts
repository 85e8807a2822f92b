import { at } from '../../conformance/read-answer.ts'
import { choose, drawBelow, drawDigits, type Random } from '../random.ts'
import { ask, checkCode, read, send, startCode, verify } from './calls.ts'
import { appRequest, type Client, type Person } from './client.ts'
import { answer, newNonce, show } from './device.ts'
import type { Population } from './population.ts'
import type { TortureApp } from './world.ts'

/** What one client does with one person, from the beginning to the end of it. */
export type Script = (client: Client, population: Population) => Promise<void>

/** Digits of a token that is sent, and of a code. */
const TOKEN_DIGITS = 7
const CODE_DIGITS = 4

/** Those who guess share an address, as one machine that tries everybody's tokens does. */
const GUESSING_ADDRESS = '198.51.100.7'

async function atOnce<Result>(
  times: number,
  act: () => Promise<Result>,
): Promise<readonly Result[]> {
  return await Promise.all(Array.from({ length: times }, act))
}

async function sendAndReceive(
  client: Client,
  { app, person, words }: { app: TortureApp; person: Person; words: string },
  action: string,
  times = 1,
): Promise<string | undefined> {
  await atOnce(times, () => client.insist(() => send(client, app, person, { action, words })))
  const message = await client.world.inbox.find(person.phone, words)
  return message?.token
}

/** A token is brought three times at once, and once more when it was used. */
const signIn: Script = async (client, population) => {
  const { steady: app } = client.world
  const person = await population.newPerson(client)
  if (person === undefined) return
  const action = choose(client.random, ['', 'login'])
  const token = await sendAndReceive(client, { app, person, words: population.newWords() }, action)
  if (token === undefined) return
  const asked = { action, token, by: 'message' } as const
  await atOnce(3, () => verify(client, app, person, asked))
  await client.insist(() => verify(client, app, person, asked))
  population.used.push({ app, user: person.user, ...asked })
}

/** The same is asked twice at once, so that one message goes out, or two of the same token. */
const sendTwice: Script = async (client, population) => {
  const { steady: app } = client.world
  const person = await population.newPerson(client)
  if (person === undefined) return
  const token = await sendAndReceive(
    client,
    { app, person, words: population.newWords() },
    'transfer',
    2,
  )
  if (token === undefined) return
  const asked = { action: 'transfer', token, by: 'message' } as const
  await client.insist(() => verify(client, app, person, asked))
  population.used.push({ app, user: person.user, ...asked })
}

/** A token is kept until the end, and must still be good then. */
const sendForLater: Script = async (client, population) => {
  const { steady: app } = client.world
  const person = await population.newPerson(client)
  if (person === undefined) return
  const token = await sendAndReceive(client, { app, person, words: population.newWords() }, 'later')
  if (token !== undefined)
    population.kept.push({ app, user: person.user, action: 'later', token, by: 'message' })
}

/** More wrong tokens at once than anybody may try, and then the right one. */
const guess: Script = async (client, population) => {
  const { steady: app } = client.world
  const person = await population.newPerson(client)
  if (person === undefined) return
  const token = await sendAndReceive(
    client,
    { app, person, words: population.newWords() },
    'guessed',
  )
  const address = choose(client.random, [undefined, GUESSING_ADDRESS])
  await atOnce(8, async () => {
    const wrong = otherDigits(client.random, token ?? '')
    await verify(client, app, person, { action: 'guessed', token: wrong, by: 'guess', address })
  })
  if (token === undefined) return
  // Past the first wait, which is five seconds.
  if (drawBelow(client.random, 2) === 0) await client.world.pause(5_500)
  await verify(client, app, person, { action: 'guessed', token, by: 'message' })
}

/** More messages to one phone than anybody may cause. */
const flood: Script = async (client, population) => {
  const { steady: app } = client.world
  const person = await population.newPerson(client)
  if (person === undefined) return
  let action = 0
  await atOnce(13, async () => {
    await send(client, app, person, { action: `flood${++action}`, words: population.newWords() })
  })
}

/** A token of an authenticator app, brought three times at once. */
const authenticator: Script = async (client, population) => {
  const { steady: app } = client.world
  const person = await population.newPerson(client)
  if (person === undefined) return
  const prepare = async (line: string) =>
    await client.insist(() =>
      client.call({ kind: 'prepare', what: 'a secret', phone: undefined }, appRequest(app, line)),
    )
  await prepare(`POST /protected/json/users/${person.user}/secret`)
  const exported = await prepare(`GET /protected/json/users/${person.user}/secret/export`)
  const token = at(exported.body, 'otp')
  if (typeof token !== 'string') return
  const asked = { action: '', token, by: 'authenticator' } as const
  await atOnce(3, () => verify(client, app, person, asked))
  population.used.push({ app, user: person.user, ...asked })
}

/** A number proves itself: two starts at once, wrong codes, and the right one twice at once. */
const proveNumber: Script = async (client, population) => {
  const { steady: app } = client.world
  const phone = population.newPhone()
  await atOnce(2, () => client.insist(() => startCode(client, app, phone)))
  const message = await client.world.inbox.find(phone, app.name)
  if (message === undefined) return
  const { token } = message
  const guesses = choose(client.random, [0, 2, 7])
  await atOnce(guesses, async () => {
    const wrong = otherDigits(client.random, token)
    await checkCode(client, app, { phone, token: wrong, by: 'guess' })
  })
  await atOnce(2, () => checkCode(client, app, { phone, token, by: 'message' }))
}

/** A person is asked, and their device gives several answers at once; everybody hears the same of it. */
const approve: Script = async (client, population) => {
  const { random, world } = client
  const app = choose(random, [world.steady, world.steady, world.failing])
  const device = await population.takeDevice(client)
  if (device === undefined) return
  const message = population.newWords()
  const key = choose(random, [undefined, `key of ${message}`])
  const times = key === undefined ? 1 : 2
  const question = { message, key }
  const asked = await atOnce(times, () =>
    client.insist(() => ask(client, app, device.owner.user, question)),
  )
  const uuid = asked[0]?.uuid
  // After ten questions without an approval nobody is asked any more: somebody else has the next turn.
  if (uuid === undefined) return
  population.asked.push({ app, uuid })
  const heard = read(client, app, uuid, 3)
  const nonce = newNonce(client)
  const shown = await client.insist(() => show(client, device, uuid))
  await atOnce(2, () => show(client, device, uuid, nonce))
  const answers = choose<readonly ('approved' | 'denied')[]>(random, [
    ['approved', 'denied', 'approved', 'denied'],
    ['denied', 'approved'],
    ['approved', 'approved'],
    ['approved'],
  ])
  await Promise.all(
    answers.map((chosen) => client.insist(() => answer(client, device, shown.body, chosen))),
  )
  await heard
  await client.insist(() => read(client, app, uuid))
  population.giveBack(device)
}

/** One question after the other, of an app whose endpoint refuses nearly all that it is told. */
const approveOften: Script = async (client, population) => {
  const { failing: app } = client.world
  const device = await population.takeDevice(client)
  if (device === undefined) return
  for (let asked = 0; asked < 7; asked++) {
    const question = { message: population.newWords(), key: undefined }
    const { uuid } = await client.insist(() => ask(client, app, device.owner.user, question))
    if (uuid === undefined) return
    population.asked.push({ app, uuid })
    const shown = await client.insist(() => show(client, device, uuid))
    await client.insist(() => answer(client, device, shown.body, 'approved'))
    await client.world.pause(600)
  }
  population.giveBack(device)
}

/** Other digits than these, as many. */
function otherDigits(random: Random, than: string): string {
  const drawn = drawDigits(random, than === '' ? TOKEN_DIGITS : Math.max(than.length, CODE_DIGITS))
  return drawn === than ? otherDigits(random, than) : drawn
}

const SCRIPTS: readonly [Script, ...Script[]] = [
  signIn,
  signIn,
  sendTwice,
  sendForLater,
  guess,
  flood,
  authenticator,
  proveNumber,
  approve,
  approve,
  approveOften,
]

export function drawScript(random: Random): Script {
  return choose(random, SCRIPTS)
}

/** Once everything has come to its end: what was used is refused, what was kept is good, and requests are as they were. */
export function lookBack(
  population: Population,
): readonly ((client: Client) => Promise<unknown>)[] {
  const { kept, used, asked } = population
  return [
    ...[...used, ...kept].map(
      ({ app, user, ...token }) =>
        (client: Client) =>
          client.insist(() => verify(client, app, { user }, token)),
    ),
    ...asked.map(
      ({ app, uuid }) =>
        (client: Client) =>
          client.insist(() => read(client, app, uuid)),
    ),
  ]
}
