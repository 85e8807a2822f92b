import { Type } from 'typebox'
import { type ChosenApps, chooseApps } from '../../../actions/console/chosen-apps.ts'
import { VERIFIED_BY } from '../../../domain/counter-names.ts'
import { decideInsightSpan, type InsightSpan } from '../../../domain/insight-span.ts'
import type { ConsoleFailure } from '../failure.ts'
import type { OperatorRequest } from '../route.ts'

const MOMENT = Type.Integer({ minimum: 0, maximum: 8_640_000_000_000_000 })

/** What a page of charts is about; times in milliseconds. */
export const InsightQuery = Type.Object({
  from: Type.Optional(MOMENT),
  until: Type.Optional(MOMENT),
  app: Type.Optional(Type.Integer({ minimum: 1 })),
  country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
  channel: Type.Optional(Type.Enum([...VERIFIED_BY])),
})

interface Asked {
  readonly from?: number
  readonly until?: number
  readonly app?: number
}

/** The apps and the time of a request, or why there are none. */
export async function readQuestion({
  deps,
  operator,
  query,
  ip,
  http,
}: OperatorRequest<unknown, Asked, unknown>): Promise<
  | { readonly ok: true; readonly apps: ChosenApps; readonly span: InsightSpan }
  | { readonly ok: false; readonly failure: ConsoleFailure }
> {
  const { from, until, app } = query
  const span = decideInsightSpan({ from, until }, deps.now())
  if (typeof span === 'string')
    return { ok: false, failure: { code: 'invalid', fields: { from: span } } }
  const route = `GET ${http.routeOptions.url ?? ''}`
  const apps = await chooseApps(deps, operator, { appId: app, route, ip })
  return apps === undefined
    ? { ok: false, failure: { code: 'forbidden' } }
    : { ok: true, apps, span }
}
