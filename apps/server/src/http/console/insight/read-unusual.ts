import { Type } from 'typebox'
import { findUnusualCountries } from '../../../actions/console/unusual-countries.ts'
import { answer, refuse, route } from '../route.ts'
import { InsightQuery, readQuestion } from './insight-query.ts'

export const UnusualAnswer = Type.Object({
  items: Type.Array(
    Type.Object({
      country: Type.String(),
      kind: Type.Union([Type.Literal('volume'), Type.Literal('conversion')]),
      direction: Type.Union([Type.Literal('high'), Type.Literal('low')]),
      from: Type.Integer(),
      until: Type.Integer(),
      value: Type.Number(),
      expected: Type.Number(),
    }),
  ),
})

/** Apart from the figures: it reads five days by hour, and the page need not wait for it. */
export const readUnusual = route({
  method: 'GET',
  path: '/insight/unusual',
  summary: 'Read what was unusual in a country in the last 24 hours',
  needs: { role: 'support', apps: 'any' },
  query: InsightQuery,
  answer: UnusualAnswer,
  async act(request) {
    const asked = await readQuestion(request)
    if (!asked.ok) return refuse(asked.failure)
    const { apps, span } = asked
    const found = await findUnusualCountries(request.deps, { ...apps, until: span.until })
    const { country } = request.query
    return answer({
      items: found.filter((mark) => country === undefined || mark.country === country),
    })
  },
})
