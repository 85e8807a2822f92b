import { Type } from 'typebox'

/** What operators type, with limits: no field is longer than anything it could be. */
export const EmailInput = Type.String({ minLength: 1, maxLength: 254 })
export const NameInput = Type.String({ minLength: 1, maxLength: 200 })
/** Long ones are refused by their characters later, in words. */
export const PasswordInput = Type.String({ minLength: 1, maxLength: 1_024 })
export const TokenInput = Type.String({ pattern: '^[0-9]{6,12}$' })
export const PhoneInput = Type.Object({
  countryCode: Type.String({ minLength: 1, maxLength: 8 }),
  cellphone: Type.String({ minLength: 1, maxLength: 40 }),
})
/** The token of a one-time link, or the ticket between password and second factor. */
export const BearerInput = Type.String({ pattern: '^[A-Za-z0-9_-]{43}$' })
export const PasskeyNameInput = Type.String({
  minLength: 1,
  maxLength: 60,
  pattern: '^[^\\p{Cc}]+$',
})
/** As the browser gives it; WebAuthn's own shape is checked by its library. */
export const PasskeyResponse = Type.Object(
  { id: Type.String({ minLength: 1, maxLength: 1_500 }) },
  { additionalProperties: Type.Unknown() },
)
/** Options for `navigator.credentials`, as WebAuthn's library makes them. */
export const PasskeyOptions = Type.Object({ options: Type.Unknown() })
export const NewAuthenticator = Type.Object({
  authenticator: Type.Object({
    qrPath: Type.String(),
    secret: Type.String(),
    expiresAt: Type.Integer(),
  }),
})
