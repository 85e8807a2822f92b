import { type Locale, LOCALES } from './locales.ts'

/** What the person chose; nothing in it is secret. */
export interface Preferences {
  readonly theme: 'system' | 'light' | 'dark'
  /** As the browser says, unless chosen. */
  readonly locale: Locale | undefined
  /** How long the app may be out of sight before it locks, in milliseconds. */
  readonly lockAfterMs: number
  /** Accounts of other services only, for now. */
  readonly isWithoutPhone: boolean
  /** The question whether to notify was answered. */
  readonly isNotifyAnswered: boolean
}

export const LOCK_AFTER_CHOICES = [0, 60_000, 300_000, 900_000] as const

export const DEFAULT_PREFERENCES: Preferences = {
  theme: 'system',
  locale: undefined,
  lockAfterMs: 60_000,
  isWithoutPhone: false,
  isNotifyAnswered: false,
}

/** Whatever in a stored text is not of the shape above is as by default. */
export function parsePreferences(text: string | null): Preferences {
  const { theme, locale, lockAfterMs, isWithoutPhone, isNotifyAnswered } = parseObject(text)
  const isLocale = typeof locale === 'string' && Object.hasOwn(LOCALES, locale)
  return {
    theme: theme === 'light' || theme === 'dark' ? theme : 'system',
    // It was just looked up among them.
    locale: isLocale ? (locale as Locale) : undefined,
    lockAfterMs:
      LOCK_AFTER_CHOICES.find((choice) => choice === lockAfterMs) ??
      DEFAULT_PREFERENCES.lockAfterMs,
    isWithoutPhone: isWithoutPhone === true,
    isNotifyAnswered: isNotifyAnswered === true,
  }
}

function parseObject(text: string | null): Readonly<Record<string, unknown>> {
  try {
    const value: unknown = JSON.parse(text ?? '{}')
    return typeof value === 'object' && value !== null ? { ...value } : {}
  } catch {
    return {}
  }
}

const NAME = 'countersign-preferences'

export function loadPreferences(): Preferences {
  return parsePreferences(localStorage.getItem(NAME))
}

export function savePreferences(preferences: Preferences): void {
  localStorage.setItem(NAME, JSON.stringify(preferences))
}
