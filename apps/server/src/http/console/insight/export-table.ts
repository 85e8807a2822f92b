import { Type } from 'typebox'
import { type Insight, readInsight } from '../../../actions/console/insight.ts'
import { type Cell, toCsv } from '../../../domain/csv.ts'
import { refuse, route } from '../route.ts'
import { InsightQuery, readQuestion } from './insight-query.ts'

interface Table {
  readonly header: readonly string[]
  readonly rows: readonly (readonly Cell[])[]
}

/** Each table of the page as a spreadsheet has it. */
const TABLES = {
  verifications: ({ verifications }: Insight): Table => ({
    header: ['time', 'valid', 'reused', 'invalid'],
    rows: verifications.map(({ at, valid, reused, invalid }) => [iso(at), valid, reused, invalid]),
  }),
  methods: ({ methods }: Insight): Table => ({
    header: ['by', 'valid', 'reused', 'invalid'],
    rows: methods.map(({ by, valid, reused, invalid }) => [by, valid, reused, invalid]),
  }),
  sends: ({ sends }: Insight): Table => ({
    header: ['time', 'sms', 'call', 'email'],
    rows: sends.map(({ at, sms, call, email }) => [iso(at), sms, call, email]),
  }),
  countries: ({ conversion }: Insight): Table => conversionTable('country', conversion.country),
  channels: ({ conversion }: Insight): Table => conversionTable('channel', conversion.channel),
  providers: ({ conversion }: Insight): Table => conversionTable('provider', conversion.provider),
  latency: ({ latency }: Insight): Table => ({
    header: ['channel', 'provider', 'delivered', 'p50_ms', 'p95_ms'],
    rows: latency.map((row) => [row.channel, row.provider, row.count, row.p50Ms, row.p95Ms]),
  }),
  approvals: ({ approvals }: Insight): Table => ({
    header: ['time', 'asked', 'approved', 'denied'],
    rows: approvals.map(({ at, asked, approved, denied }) => [iso(at), asked, approved, denied]),
  }),
  active: ({ active }: Insight): Table => ({
    header: ['day', 'users', 'devices'],
    rows: active.map(({ at, users, devices }) => [iso(at), users, devices]),
  }),
  refused: ({ refused }: Insight): Table => ({
    header: ['limit', 'attempts'],
    rows: refused.map(({ limit, count }) => [limit, count]),
  }),
  messages: ({ messages }: Insight): Table => ({
    header: ['channel', 'sent', 'failed', 'refused'],
    rows: messages.map((row) => [row.channel, row.sent, row.failed, row.refused]),
  }),
  spend: ({ spend }: Insight): Table => ({
    header: ['channel', 'provider', 'currency', 'amount'],
    rows: spend.map((row) => [row.channel, row.provider, row.currency, row.millionths / 1_000_000]),
  }),
} as const

const TABLE_NAMES = Object.keys(TABLES) as readonly (keyof typeof TABLES)[]

export const exportTable = route({
  method: 'GET',
  path: '/insight/tables/:table',
  summary: 'Download a table of figures as CSV',
  needs: { role: 'support', apps: 'any' },
  params: Type.Object({ table: Type.Enum([...TABLE_NAMES]) }),
  query: InsightQuery,
  answer: Type.String(),
  async act(request) {
    const asked = await readQuestion(request)
    if (!asked.ok) return refuse(asked.failure)
    const { apps, span } = asked
    const { country, channel } = request.query
    const insight = await readInsight(request.deps, { appIds: apps.appIds, span, country, channel })
    const { table } = request.params
    const { header, rows } = TABLES[table](insight)
    const name = `${table}-${iso(span.from).slice(0, 10)}-${iso(span.until - 1).slice(0, 10)}.csv`
    await request.reply
      .type('text/csv; charset=utf-8')
      .header('Content-Disposition', `attachment; filename="${name}"`)
      .send(toCsv(header, rows))
    return { ok: 'answered' }
  },
})

function conversionTable(by: string, rows: Insight['conversion']['country']): Table {
  return {
    header: [by, 'sent', 'verified', 'conversion'],
    rows: rows.map(({ key, sent, verified }) => [
      key,
      sent,
      verified,
      sent === 0 ? null : Math.round((verified / sent) * 10_000) / 10_000,
    ]),
  }
}

function iso(at: number): string {
  return new Date(at).toISOString()
}
