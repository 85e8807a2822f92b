import { Type } from 'typebox'
import { listPeople as list, searchPeople } from '../../../actions/console/people/list-people.ts'
import { DEFAULT_LIMIT, PAGING, WRONG_CURSOR } from '../paging.ts'
import { answer, refuse, route } from '../route.ts'
import { ListedPerson, personBody } from './shapes.ts'

export const PeopleList = Type.Object({
  items: Type.Array(ListedPerson),
  /** Also where none fit among those that were looked through: the list goes on behind them. */
  next: Type.Union([Type.String(), Type.Null()]),
})

export const listPeople = route({
  method: 'GET',
  path: '/people',
  summary: 'List people, or find one by phone, e-mail or Authy id',
  needs: { role: 'support', apps: 'any' },
  query: Type.Object({
    ...PAGING,
    /** A number with its country code, an address, or an Authy id. */
    search: Type.Optional(Type.String({ maxLength: 254 })),
    app: Type.Optional(Type.Integer({ minimum: 1 })),
    standing: Type.Optional(
      Type.Union([
        Type.Literal('suspended'),
        Type.Literal('confirmed'),
        Type.Literal('unconfirmed'),
      ]),
    ),
    /** ISO 3166. */
    country: Type.Optional(Type.String({ pattern: '^[A-Z]{2}$' })),
    devices: Type.Optional(Type.Union([Type.Literal('some'), Type.Literal('none')])),
    sort: Type.Optional(Type.Union([Type.Literal('created'), Type.Literal('-created')])),
  }),
  answer: PeopleList,
  async act({ deps, operator, query }) {
    const { search = '', app: appId, standing, country, devices, sort } = query
    if (search.trim() !== '') {
      const { people } = await searchPeople(deps, operator, search, appId)
      return answer({ items: people.map(personBody), next: null })
    }
    const after = query.after === undefined ? undefined : parseCursor(query.after)
    if (query.after !== undefined && after === undefined) return refuse(WRONG_CURSOR)
    const { people, next } = await list(deps, operator, {
      appId,
      isSuspended: standing === 'suspended',
      isConfirmed: standing === 'confirmed' ? true : standing === 'unconfirmed' ? false : undefined,
      region: country,
      hasDevice: devices === undefined ? undefined : devices === 'some',
      isOldestFirst: sort === 'created',
      after,
      limit: query.limit ?? DEFAULT_LIMIT,
    })
    return answer({
      items: people.map(personBody),
      next: next === undefined ? null : `${next.at}.${next.appId}.${next.authyId}`,
    })
  },
})

function parseCursor(text: string) {
  const [, at, appId, authyId] = /^(\d{1,15})\.(\d{1,15})\.(\d{1,10})$/.exec(text) ?? []
  return at === undefined
    ? undefined
    : { at: Number(at), appId: Number(appId), authyId: Number(authyId) }
}
