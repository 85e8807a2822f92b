import { check, type CheckReport } from './crash-check.ts'
import { type Answer, type KillableServer, startKillableServer } from './killable-server.ts'
import { at, codeOf, numberAt } from './read-answer.ts'

export interface CrashOptions {
  /** Settings of the server: where its data is. */
  readonly env: Readonly<Record<string, string>>
  readonly seed: number
  /** Verifies and sends, about. */
  readonly operations: number
  readonly kills: number
  /** Called between a kill and the restart, when nobody has the database open. */
  readonly afterKill: () => string[]
}

export interface CrashReport {
  readonly counts: Readonly<Record<string, number>>
  /** Everything that must not be. */
  readonly problems: readonly string[]
}

/** One token and what became of it. */
export interface TokenRecord {
  readonly authyId: number
  readonly token: string
  readonly action: string
  readonly by: 'sent-token' | 'authenticator'
  accepted: number
  /** Verifies that the server died over: it may have accepted. */
  unanswered: number
}

/** One thing that was to be sent, named by words that stand in its message. */
export interface SendRecord {
  readonly to: string
  readonly words: string
  acknowledged: number
  unanswered: number
}

/** Scripts under way at once. */
const CONCURRENCY = 32
/** Verifies and sends in the script of a user who is sent tokens, and of one with an authenticator app. */
const OPERATIONS_OF_SENT = 8
const OPERATIONS_OF_APP = 3
/** Turns of the event loop, at most, between the operation that calls for a kill and the kill. */
const MOST_TURNS = 12

/**
 * Drives verifies and sends while the server is killed at seeded moments, and then compares what
 * was acknowledged with what is there.
 */
export async function runCrash(options: CrashOptions): Promise<CrashReport> {
  const server = await startKillableServer(options.env)
  try {
    return await drive(options, server)
  } finally {
    await server.kill()
  }
}

async function drive(options: CrashOptions, server: KillableServer): Promise<CrashReport> {
  const random = seededRandom(options.seed)
  const pairs = Math.max(
    1,
    Math.round(options.operations / (2 * OPERATIONS_OF_SENT + OPERATIONS_OF_APP)),
  )
  const total = pairs * (2 * OPERATIONS_OF_SENT + OPERATIONS_OF_APP)
  const killAt = new Set<number>()
  while (killAt.size < options.kills) killAt.add(Math.floor(total * (0.05 + 0.9 * random())))

  const tokens: TokenRecord[] = []
  const sends: SendRecord[] = []
  const problems: string[] = []
  const counts = { operations: 0, kills: 0, unanswered: 0 }
  let killing = Promise.resolve()

  /** Kills the server some turns of the event loop later, in the midst of what it does then. */
  async function killAndRestart(turns: number): Promise<void> {
    for (let turn = 0; turn < turns; turn++) await new Promise(setImmediate)
    await server.kill()
    counts.kills++
    problems.push(...options.afterKill())
    await server.restart()
  }

  /** One operation, asked again until the server lives long enough to answer. */
  async function operate(path: string, unanswered: () => void): Promise<Answer> {
    counts.operations++
    if (killAt.delete(counts.operations)) {
      const turns = Math.floor(random() * MOST_TURNS)
      killing = killing.then(() => killAndRestart(turns))
    }
    for (;;) {
      const answer = await server.ask('GET', path)
      if (answer !== undefined) return answer
      counts.unanswered++
      unanswered()
      await killing
    }
  }

  async function verify(record: TokenRecord): Promise<void> {
    const query = record.action === '' ? '' : `?action=${record.action}`
    const answer = await operate(`/verify/${record.token}/${record.authyId}${query}`, () => {
      record.unanswered++
    })
    const code = codeOf(answer)
    if (code === '200') record.accepted++
    else if (code !== '60019') problems.push(`A verify was answered ${code}.`)
  }

  async function send(authyId: number, action: string, record: SendRecord): Promise<void> {
    const query = new URLSearchParams({ force: 'true', action_message: record.words })
    if (action !== '') query.set('action', action)
    const answer = await operate(`/sms/${authyId}?${query.toString()}`, () => {
      record.unanswered++
    })
    const code = codeOf(answer)
    if (code === '200') record.acknowledged++
    else problems.push(`A send was answered ${code}.`)
  }

  /** Sends, as often as `times` at once, and takes the token out of the message. */
  async function sendAndRead(
    user: User,
    action: string,
    times: number,
  ): Promise<TokenRecord | undefined> {
    const words = `order ${user.authyId}-${action}.`
    const record: SendRecord = { to: user.phone, words, acknowledged: 0, unanswered: 0 }
    sends.push(record)
    await Promise.all(Array.from({ length: times }, () => send(user.authyId, action, record)))
    const messages = await untilAnswered(() => server.messagesTo(user.phone))
    const token = messages.findLast(({ text }) => text.includes(words))?.token
    if (token === undefined) {
      problems.push(`An acknowledged send of ${record.words} is not in the outbox.`)
      return undefined
    }
    return remember(user, token, action, 'sent-token')
  }

  function remember(user: User, token: string, action: string, by: TokenRecord['by']): TokenRecord {
    const record = { authyId: user.authyId, token, action, by, accepted: 0, unanswered: 0 }
    tokens.push(record)
    return record
  }

  async function untilAnswered<T>(question: () => Promise<T | undefined>): Promise<T> {
    for (;;) {
      const answer = await question()
      if (answer !== undefined) return answer
      await killing
    }
  }

  /** A token brought three times at once, one sent twice at once, and one that is kept for later. */
  async function runSent(user: User): Promise<void> {
    const login = await sendAndRead(user, '', 1)
    if (login !== undefined) await Promise.all([verify(login), verify(login), verify(login)])
    const transfer = await sendAndRead(user, 'transfer', 2)
    if (transfer !== undefined) await verify(transfer)
    await sendAndRead(user, 'later', 1)
  }

  /** A token of an authenticator app, brought three times at once. */
  async function runApp(user: User): Promise<void> {
    const secret = await untilAnswered(() =>
      server.ask('GET', `/users/${user.authyId}/secret/export`),
    )
    const record = remember(user, String(at(secret.body, 'otp')), '', 'authenticator')
    await Promise.all([verify(record), verify(record), verify(record)])
  }

  const users = await addUsers(server, pairs * 3)
  const scripts = users.map((user, index) => () => (index % 3 === 2 ? runApp(user) : runSent(user)))
  shuffle(scripts, random)
  await inParallel(scripts)
  await killing
  if (killAt.size > 0) problems.push(`${killAt.size} kills never came.`)
  const checked: CheckReport = await check({ env: options.env, server, tokens, sends })
  problems.push(...options.afterKill())
  return {
    counts: { seed: options.seed, users: users.length, ...counts, ...checked.counts },
    problems: [...problems, ...checked.problems],
  }
}

interface User {
  readonly authyId: number
  readonly phone: string
}

/** Numbers of the 555 area: they reach nobody. */
async function addUsers(server: KillableServer, count: number): Promise<readonly User[]> {
  const users: User[] = []
  const adding = Array.from({ length: count }, (_, index) => async () => {
    const national = `555${String(index).padStart(7, '0')}`
    const form = new URLSearchParams({
      'user[email]': `person${index}@example.com`,
      'user[cellphone]': national,
      'user[country_code]': '1',
      send_install_link_via_sms: 'false',
    })
    const created = await server.ask('POST', '/users/new', form.toString())
    const authyId = numberAt(created?.body, 'user', 'id')
    if (index % 3 === 2) await server.ask('POST', `/users/${authyId}/secret`, '')
    users[index] = { authyId, phone: `+1${national}` }
  })
  await inParallel(adding)
  return users
}

async function inParallel(scripts: readonly (() => Promise<void>)[]): Promise<void> {
  const waiting = [...scripts]
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await next()
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work))
}

/** Marsaglia's xorshift, 32 bits: from 0 to below 1, the same for the same seed. */
function seededRandom(seed: number): () => number {
  // Zero would stay zero.
  let state = Math.imul(seed, 0x9e3779b1) >>> 0 || 1
  return () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    state >>>= 0
    return state / 2 ** 32
  }
}

function shuffle(list: unknown[], random: () => number): void {
  for (let last = list.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1))
    const held = list[last]
    list[last] = list[other]
    list[other] = held
  }
}
