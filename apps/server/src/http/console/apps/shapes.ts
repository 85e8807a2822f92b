import { Type } from 'typebox'

export const AppParams = Type.Object({ appId: Type.Integer() })

export const Plan = Type.Union([Type.Literal('production'), Type.Literal('sandbox')])

export const AppNameInput = Type.String({ minLength: 1, maxLength: 200 })

export const SettingValue = Type.Union([
  Type.Boolean(),
  Type.Number(),
  Type.String({ maxLength: 4_000 }),
  Type.Array(Type.String({ maxLength: 100 }), { maxItems: 300 }),
])
