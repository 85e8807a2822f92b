import { Type } from 'typebox'
import { readInsight as readInsightOf } from '../../../actions/console/insight.ts'
import { answer, refuse, route } from '../route.ts'
import { InsightQuery, readQuestion } from './insight-query.ts'

const Count = Type.Integer()
const Results = { valid: Count, reused: Count, invalid: Count }
const Conversions = Type.Array(Type.Object({ key: Type.String(), sent: Count, verified: Count }))

export const InsightAnswer = Type.Object({
  from: Type.Integer(),
  until: Type.Integer(),
  each: Type.Union([Type.Literal('hour'), Type.Literal('day')]),
  verifications: Type.Array(Type.Object({ at: Type.Integer(), ...Results })),
  methods: Type.Array(Type.Object({ by: Type.String(), ...Results })),
  sends: Type.Array(Type.Object({ at: Type.Integer(), sms: Count, call: Count, email: Count })),
  conversion: Type.Object({ country: Conversions, channel: Conversions, provider: Conversions }),
  latency: Type.Array(
    Type.Object({
      channel: Type.String(),
      provider: Type.String(),
      count: Count,
      p50Ms: Type.Integer(),
      p95Ms: Type.Integer(),
    }),
  ),
  approvals: Type.Array(
    Type.Object({ at: Type.Integer(), asked: Count, approved: Count, denied: Count }),
  ),
  answerTime: Type.Object({
    p50Ms: Type.Union([Type.Integer(), Type.Null()]),
    p95Ms: Type.Union([Type.Integer(), Type.Null()]),
  }),
  active: Type.Array(Type.Object({ at: Type.Integer(), users: Count, devices: Count })),
  refused: Type.Array(Type.Object({ limit: Type.String(), count: Count })),
  messages: Type.Array(
    Type.Object({ channel: Type.String(), sent: Count, failed: Count, refused: Count }),
  ),
  spend: Type.Array(
    Type.Object({
      channel: Type.String(),
      provider: Type.String(),
      currency: Type.String(),
      /** Millionths of a unit of the currency. */
      millionths: Count,
    }),
  ),
})

export const readInsight = route({
  method: 'GET',
  path: '/insight',
  summary: 'Read the figures of a time, by app, country and channel',
  needs: { role: 'support', apps: 'any' },
  query: InsightQuery,
  answer: InsightAnswer,
  async act(request) {
    const asked = await readQuestion(request)
    if (!asked.ok) return refuse(asked.failure)
    const { apps, span } = asked
    const { country, channel } = request.query
    const insight = await readInsightOf(request.deps, {
      appIds: apps.appIds,
      span,
      country,
      channel,
    })
    return answer({ ...span, ...insight })
  },
})
