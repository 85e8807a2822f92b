import pg from 'pg'
import { expect, onTestFinished, test, vi } from 'vitest'
import { startBalancer } from './balancer.ts'
import { applicationAt, startTwoNodes } from './nodes.ts'

// Why it matters: an upgrade that needs a pause is put off, and with it the mended hole. Logins go on
// through it: the first new node migrates while the former ones serve, and then each former one is taken
// out of the balancer and stopped.

/** What a next version may do while this one serves: it only adds. To every table of the hot acts, since each has statements that are kept prepared. */
const HOT_TABLES = [
  'app_users',
  'approval_requests',
  'authenticators',
  'counters',
  'events',
  'jobs',
  'messages',
  'sent_tokens',
  'throttles',
]

const PEOPLE = 6

/** The processors are shared with nodes that start: a load that fills them would only make those late. */
const ASK_EVERY_MS = 20

test('from one version to the next under load, and no request fails', async () => {
  const { nodes, databaseUrl, startAnother } = await startTwoNodes()
  const [a, b] = nodes
  const apiKey = a.apiKey() ?? b.apiKey() ?? ''
  const balancer = await startBalancer([await a.url(), await b.url()], 'in turn')
  const app = applicationAt(balancer.url, apiKey)
  const ids: number[] = []
  for (let index = 0; index < PEOPLE; index++)
    ids.push(await app.addUser(`+131733893${10 + index}`))

  const answers: string[] = []
  const underWay: Promise<void>[] = []
  let count = 0
  const asking = setInterval(() => underWay.push(ask(count++)), ASK_EVERY_MS)
  onTestFinished(() => clearInterval(asking))
  async function ask(number: number): Promise<void> {
    const id = ids[number % PEOPLE]
    const act = number % 3 === 0 ? 'sms' : 'verify'
    const path = act === 'sms' ? `sms/${id}?force=true` : `verify/123456${number % 10}/${id}`
    const { status } = await app.ask('GET', `/protected/json/${path}`)
    answers.push(`${act} ${status}`)
  }
  const moreAnswers = async (count: number) => {
    const from = answers.length
    await vi.waitFor(() => expect(answers.length).toBeGreaterThan(from + count), {
      timeout: 10_000,
    })
  }

  await moreAnswers(20)
  await migrateFurther(databaseUrl)
  await moreAnswers(20)
  for (const node of [a, b]) expect((await fetch(`${await node.url()}/readyz`)).status).toBe(200)
  const [c, d] = await Promise.all([startAnother(), startAnother()])
  for (const [stopped, left] of [
    [a, [b, c]],
    [b, [c, d]],
  ] as const) {
    balancer.use(await Promise.all(left.map((node) => node.url())))
    await stopped.stop()
    await moreAnswers(20)
  }
  clearInterval(asking)
  await Promise.all(underWay)

  // Wrong tokens and repeated messages are refused by the limits; nothing else is.
  const kinds = new Set(answers)
  for (const kind of kinds)
    expect(['sms 200', 'sms 429', 'verify 401', 'verify 429']).toContain(kind)
  expect(kinds).toContain('sms 200')
  expect(kinds).toContain('verify 401')
})

async function migrateFurther(databaseUrl: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl })
  await client.connect()
  try {
    // One after the other, as a version's migration should: held together, their locks and those of a request can cross.
    for (const table of HOT_TABLES)
      await client.query(`ALTER TABLE ${table} ADD COLUMN added_by_next BIGINT NOT NULL DEFAULT 0`)
    await client.query('INSERT INTO schema_migrations (id, applied_at) VALUES (1000, 0)')
  } finally {
    await client.end()
  }
}
