import { Type } from 'typebox'

/** Shown on other devices: one line of visible characters. */
export const deviceName = Type.String({
  minLength: 1,
  maxLength: 40,
  pattern: '^[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]*\\S[^\\p{Cc}\\p{Cf}\\p{Zl}\\p{Zp}]*$',
})
export const deviceVersion = Type.String({ maxLength: 20, pattern: '^[!-~ ]*$' })
