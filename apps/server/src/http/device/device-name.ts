import { Type } from 'typebox'

/**
 * What makes a text look like another one: control characters, ends of lines, marks that turn the
 * direction round, and characters without width. Joiners stay: scripts and emoji need them.
 */
const DECEIVING =
  '\\u0000-\\u001F\\u007F-\\u009F\\u200B\\u200E\\u200F\\u2028-\\u202E\\u2060-\\u206F\\uFEFF'

/** Shown on other devices: one line of visible characters. */
export const deviceName = Type.String({
  description: 'Shown on the other devices of the person: one line of visible characters.',
  minLength: 1,
  maxLength: 40,
  pattern: `^[^${DECEIVING}]*[^\\s${DECEIVING}][^${DECEIVING}]*$`,
})

export const deviceVersion = Type.String({
  description: 'Of the authenticator.',
  maxLength: 20,
  pattern: '^[ -~]*$',
})
