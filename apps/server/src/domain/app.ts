import type { AppSettings } from './app-settings.ts'

/** `sandbox`: nothing is sent and the fixed codes verify (docs/wire, transport). */
export type Plan = 'production' | 'sandbox'

export interface App {
  readonly id: number
  readonly name: string
  readonly plan: Plan
  readonly settings: AppSettings
  readonly createdAt: number
}

/** Verifies for any user of an app in the sandbox plan (docs/wire, transport). */
export const SANDBOX_TOKEN = '0000000'
/** Is always the right phone verification code in the sandbox plan (docs/wire, phone verification). */
export const SANDBOX_CODE = '0000'

/** Authy's limit on an application's name (docs/wire, app); every SMS text fits one segment with it. */
export const MAX_APP_NAME_CHARACTERS = 30

/** The name as stored, or undefined: one line of 1 to 30 visible characters, since it stands in every SMS. */
export function parseAppName(text: string): string | undefined {
  const name = text.trim()
  const isOneLine = !/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)
  return name.length > 0 && Array.from(name).length <= MAX_APP_NAME_CHARACTERS && isOneLine
    ? name
    : undefined
}
