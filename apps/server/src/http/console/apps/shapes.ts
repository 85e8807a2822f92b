import { Type } from 'typebox'

/** Within what a database takes for an id: PostgreSQL throws at a larger one. */
export const AppParams = Type.Object({
  appId: Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER }),
})

export const Plan = Type.Union([Type.Literal('production'), Type.Literal('sandbox')])

export const AppNameInput = Type.String({ minLength: 1, maxLength: 200 })

export const SettingValue = Type.Union([
  Type.Boolean(),
  Type.Number(),
  Type.String({ maxLength: 4_000 }),
])
