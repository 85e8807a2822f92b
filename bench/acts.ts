import { changeApp } from '@countersign/server'
import { measureCeilings, perSecond, runChild } from './children.ts'
import { type BenchOptions, type Contender, prepareContenders, startNodes } from './contenders.ts'
import type { LoadReport } from './load.ts'
import { ratioTable, type Round } from './ratios.ts'
import type { RequestKindName, Requests } from './requests.ts'
import { seed } from './seed.ts'

/** So many that four wrong tokens of each are enough for a round. */
const USERS = 100_000
const TOKENS_EACH = 3

/** A round is seven loads on one contender: a third of the time for each. */
const SHARE = 3
const WARM_UP_S = 3

/** Phone verifications of one round begin where no other round's do. */
const STARTS_OF_A_ROUND = 1_000_000

const NAMES = {
  verify: 'verify, valid',
  reused: 'verify, reused',
  wrong: 'verify, wrong',
  send: 'send, SMS',
  start: 'phone verification, start',
  check: 'phone verification, check',
} as const satisfies Partial<Record<RequestKindName, string>>

type Act = keyof typeof NAMES

/** What an app may raise, as high as it goes. What is the service's own stays: five wrong tokens of a user in a row, fifty of a phone in ten minutes. */
const RAISED = {
  wrongTokensPerAppPerMinute: '10000000',
  wrongTokensPerAddress: '100000',
  sendsPerAppPerMinute: '10000000',
  sendsPerAddress: '100000',
  sendsPerPhone: '1000',
  sendsPerToken: '100',
  resendLivingToken: 'false',
}

interface Acting extends Contender {
  readonly rounds: Readonly<Record<Act, Round[]>>
}

/** Every way in which a token is checked or sent, each as a ratio to a bare answer of the same round. */
export async function measureActs(options: BenchOptions): Promise<string> {
  const prepared = await prepareContenders(options, {
    slug: 'acts',
    users: USERS,
    async seed(opened, appId) {
      await seed(opened, appId, USERS, TOKENS_EACH)
      for (const [name, most] of Object.entries(RAISED)) {
        const changed = await changeApp(opened.deps, appId, name, most)
        if (changed.result !== 'changed') throw new Error(`${name}: ${changed.result}`)
      }
    },
  })
  const contenders = prepared.map((each): Acting => ({
    ...each,
    rounds: { verify: [], reused: [], wrong: [], send: [], start: [], check: [] },
  }))
  const seconds = Math.max(2, Math.round(options.seconds / SHARE))
  for (let round = 1; round <= options.rounds; round++) {
    const ceilings = await measureCeilings(options.connections, seconds)
    for (const contender of contenders) {
      const measured = await measureRound(contender, round, { ...options, seconds })
      for (const [act, { report, rssMb }] of measured) {
        contender.rounds[act].push({ ceilings, report, rssMb })
        console.error(
          `round ${round}: ${NAMES[act]}, ${contender.name} ${perSecond(report)}/s, p99 ${report.p99Ms.toFixed(1)} ms, refused ${report.refused}`,
        )
      }
    }
  }
  const rows = contenders.flatMap(({ name, rounds }) =>
    actsOf(rounds).map((act) => ({ name: `${NAMES[act]}, ${name}`, rounds: rounds[act] })),
  )
  return ratioTable('tokens and phone verifications, durable', rows)
}

function actsOf(rounds: Acting['rounds']): readonly Act[] {
  return Object.keys(rounds) as Act[]
}

type Measured = Map<Act, { readonly report: LoadReport; readonly rssMb: number }>

async function measureRound(
  contender: Contender,
  round: number,
  options: BenchOptions,
): Promise<Measured> {
  const measured: Measured = new Map()
  await forgetFormerRound(contender)
  const right = await startLoads(contender, options, measured)
  const until = await right.measure('verify', { from: await right.warmUp('verify') })
  await right.measure('reused', { among: until })
  await right.measure('send')
  const from = round * STARTS_OF_A_ROUND
  await right.measure('check', { from, until: await right.measure('start', { from }) })
  await right.end()
  // Apart, since a wrong token beside one that is used up costs less than a guess at a living one.
  await forgetFormerRound(contender)
  const wrong = await startLoads(contender, options, measured)
  await wrong.measure('wrong', { from: await wrong.warmUp('wrong') })
  await wrong.end()
  return measured
}

/** Starts the contender, for loads that follow each other on it; each says where the next one may begin. */
async function startLoads(
  contender: Contender,
  { connections, seconds }: BenchOptions,
  measured: Measured,
): Promise<{
  readonly warmUp: (act: Act) => Promise<number>
  readonly measure: (act: Act, more?: Partial<Requests>) => Promise<number>
  readonly end: () => Promise<void>
}> {
  const nodes = await startNodes(contender)
  const { apiKey } = contender
  const load = async (act: Act, forSeconds: number, more: Partial<Requests>) => {
    const requests: Requests = {
      kind: act,
      apiKey,
      users: USERS,
      tokensEach: TOKENS_EACH,
      from: 0,
      ...more,
    }
    const order = { ports: nodes.ports, connections, seconds: forSeconds, requests }
    return await runChild<LoadReport>('./load.ts', order)
  }
  return {
    warmUp: async (act) => (await load(act, WARM_UP_S, {})).next,
    async measure(act, more = {}) {
      const report = await load(act, seconds, more)
      measured.set(act, { report, rssMb: nodes.rssMb() })
      return report.next
    },
    end: nodes.end,
  }
}

async function forgetFormerRound(contender: Contender): Promise<void> {
  await contender.change(async ({ deps: { db } }) => {
    await db
      .updateTable('sent_tokens')
      .set({ used_at: null, guesses: 0 })
      .where((eb) => eb.or([eb('used_at', 'is not', null), eb('guesses', '>', 0)]))
      .execute()
    await db
      .updateTable('app_users')
      .set({ wrong_tokens: 0, next_attempt_at: 0, suspended_at: null })
      .where('wrong_tokens', '>', 0)
      .execute()
    await db.deleteFrom('throttles').execute()
    await db.deleteFrom('phone_verifications').execute()
  })
  await contender.administer('VACUUM sent_tokens, app_users, throttles, phone_verifications')
  await contender.administer('CHECKPOINT')
}
