import { CARRIES, PROVIDER_NAMES, type ProviderName } from './providers.ts'

/** What an app may choose. Kept as JSON on the app's row; what is absent there has its default here. */
export interface AppSettings {
  readonly smsEnabled: boolean
  readonly callsEnabled: boolean
  readonly emailEnabled: boolean
  readonly onetouchEnabled: boolean
  /** Whether Approve needs a number that the login page shows. */
  readonly numberMatching: boolean
  /** Approval requests after which a person is asked no more until one is approved or a token verifies. */
  readonly pushesWithoutSuccess: number
  /** Whether devices show tokens for this app. */
  readonly syncTokens: boolean
  /** Shown by devices; empty for none. */
  readonly logoUrl: string
  /** Whether `users/{id}/secret` may hand out QR codes for other authenticator apps. */
  readonly genericAuthenticatorsEnabled: boolean
  /** Whether `users/{id}/secret/export` may answer with a secret. Off, as at Authy: it moves seeds out. */
  readonly migrationToolsEnabled: boolean
  /** Whether a new user is sent the link of the authenticator when the request does not say. */
  readonly installLinkByDefault: boolean
  /** Whether `sms` and `call` behave as with `force=true` when the request does not say. */
  readonly forceByDefault: boolean
  /** The 200 answer "Not checked…" for a user who never finished registering. A wrong code gets a 200 too: off. */
  readonly legacyNotChecked: boolean
  readonly tokenDigits: number
  readonly tokenLifeSeconds: number
  /** While a token lives, a further send repeats it; off, each send makes a new one and kills the former. */
  readonly resendLivingToken: boolean
  readonly sendsPerToken: number
  readonly sendsPerPhone: number
  readonly sendsPerAddress: number
  readonly sendsPerAppPerMinute: number
  readonly wrongTokensPerAddress: number
  readonly wrongTokensPerAppPerMinute: number
  /** How long the console keeps the app's requests, secrets masked; 0 for not at all. */
  readonly requestLogHours: number
  /** Texts of every locale, or only these. Empty: all. */
  readonly defaultLocale: string
  /** ISO 3166 countries whose phones get SMS and calls, as `DE,FR`. Empty: all. */
  readonly allowedCountries: string
  /** Who an SMS or an e-mail is from, where the provider can say it. Empty: as the service has it. */
  readonly senderName: string
  /** Providers of a channel in the order in which they are tried, as `twilio,http`. Empty: the service's. */
  readonly smsProviders: string
  readonly callProviders: string
  readonly emailProviders: string
}

export const DEFAULT_SETTINGS: AppSettings = {
  smsEnabled: true,
  callsEnabled: true,
  emailEnabled: true,
  onetouchEnabled: true,
  numberMatching: false,
  pushesWithoutSuccess: 10,
  syncTokens: true,
  logoUrl: '',
  genericAuthenticatorsEnabled: true,
  migrationToolsEnabled: false,
  installLinkByDefault: true,
  forceByDefault: false,
  legacyNotChecked: false,
  tokenDigits: 7,
  tokenLifeSeconds: 600,
  resendLivingToken: true,
  sendsPerToken: 5,
  sendsPerPhone: 10,
  sendsPerAddress: 50,
  sendsPerAppPerMinute: 10_000,
  wrongTokensPerAddress: 100,
  wrongTokensPerAppPerMinute: 6_000,
  requestLogHours: 24,
  defaultLocale: '',
  allowedCountries: '',
  senderName: '',
  smsProviders: '',
  callProviders: '',
  emailProviders: '',
}

type SettingName = keyof AppSettings

/** Bounds of the numbers, in the setting's own unit. Token digits: every client accepts 6 to 8 (docs/wire, tokens). */
export const BOUNDS: Partial<Record<SettingName, readonly [least: number, most: number]>> = {
  pushesWithoutSuccess: [1, 1_000],
  tokenDigits: [6, 8],
  tokenLifeSeconds: [60, 3_600],
  sendsPerToken: [1, 100],
  sendsPerPhone: [1, 1_000],
  sendsPerAddress: [1, 100_000],
  sendsPerAppPerMinute: [1, 10_000_000],
  wrongTokensPerAddress: [1, 100_000],
  wrongTokensPerAppPerMinute: [1, 10_000_000],
  requestLogHours: [0, 168],
}

export const SETTING_NAMES = Object.keys(DEFAULT_SETTINGS).filter(isSettingName)

function isSettingName(name: string): name is SettingName {
  return Object.hasOwn(DEFAULT_SETTINGS, name)
}

export type SettingProblem =
  | { readonly reason: 'unknown-setting'; readonly name: string }
  | { readonly reason: 'not-a-boolean'; readonly name: string }
  | { readonly reason: 'not-a-url'; readonly name: string }
  | { readonly reason: 'not-a-sender'; readonly name: string }
  | { readonly reason: 'not-countries'; readonly name: string }
  | {
      readonly reason: 'not-providers'
      readonly name: string
      readonly known: readonly ProviderName[]
    }
  | {
      readonly reason: 'out-of-bounds'
      readonly name: string
      readonly least: number
      readonly most: number
    }

/** One setting from its name and text, as `countersign app set KEY VALUE` gives them. */
export function parseSetting(
  name: string,
  text: string,
):
  | { readonly ok: true; readonly change: Partial<AppSettings> }
  | { readonly ok: false; readonly problem: SettingProblem } {
  if (!isSettingName(name)) return { ok: false, problem: { reason: 'unknown-setting', name } }
  const standard = DEFAULT_SETTINGS[name]
  if (typeof standard === 'boolean') {
    if (text !== 'true' && text !== 'false')
      return { ok: false, problem: { reason: 'not-a-boolean', name } }
    return { ok: true, change: { [name]: text === 'true' } }
  }
  if (name === 'logoUrl' && !isLogoUrl(text))
    return { ok: false, problem: { reason: 'not-a-url', name } }
  if (name === 'senderName' && text !== '' && !SENDER_NAME.test(text))
    return { ok: false, problem: { reason: 'not-a-sender', name } }
  if (name === 'allowedCountries' && !isListOf(text, (item) => COUNTRY.test(item)))
    return { ok: false, problem: { reason: 'not-countries', name } }
  const channel = CHANNEL_OF[name]
  if (channel !== undefined) {
    const known = PROVIDER_NAMES.filter((each) => CARRIES[each].includes(channel))
    if (!isListOf(text, (item) => known.some((each) => each === item)))
      return { ok: false, problem: { reason: 'not-providers', name, known } }
  }
  if (typeof standard === 'string') return { ok: true, change: { [name]: text } }
  const [least, most] = BOUNDS[name] ?? [0, Number.MAX_SAFE_INTEGER]
  const number = /^\d{1,9}$/.test(text) ? Number(text) : Number.NaN
  if (!(number >= least && number <= most))
    return { ok: false, problem: { reason: 'out-of-bounds', name, least, most } }
  return { ok: true, change: { [name]: number } }
}

const CHANNEL_OF: Partial<Record<SettingName, 'sms' | 'call' | 'email'>> = {
  smsProviders: 'sms',
  callProviders: 'call',
  emailProviders: 'email',
}

/** What carriers take as an alphanumeric sender (3GPP TS 23.040 §9.1.2.5): up to eleven characters, one of them a letter. */
const SENDER_NAME = /^(?=.*[A-Za-z])[A-Za-z0-9 ._&+-]{1,11}$/

const COUNTRY = /^[A-Z]{2}$/

/** Empty, or a list with commas in which nothing comes twice. */
function isListOf(text: string, isItem: (item: string) => boolean): boolean {
  if (text === '') return true
  const items = text.split(',')
  return items.every(isItem) && new Set(items).size === items.length
}

/** Whether an app sends to phones of this country. Where it chooses countries, a phone of none it knows is refused. */
export function allowsCountry(
  { allowedCountries }: Pick<AppSettings, 'allowedCountries'>,
  region: string | undefined,
): boolean {
  if (allowedCountries === '') return true
  return region !== undefined && allowedCountries.split(',').includes(region)
}

/** Browsers show it on pages that have no other business with plain HTTP. */
function isLogoUrl(text: string): boolean {
  return (
    text === '' || (/^https:\/\/[^\s@]+$/.test(text) && text.length <= 500 && URL.canParse(text))
  )
}

/** The stored JSON with its gaps filled. A value of the wrong type counts as absent: the default is the safe one. */
export function readSettings(stored: unknown): AppSettings {
  if (typeof stored !== 'object' || stored === null) return DEFAULT_SETTINGS
  const kept = Object.entries(stored).filter(
    ([name, value]) => isSettingName(name) && typeof value === typeof DEFAULT_SETTINGS[name],
  )
  return { ...DEFAULT_SETTINGS, ...Object.fromEntries(kept) }
}

/** The language to ask for: the request's, else the app's own, else none. */
export function wishedLocale(
  settings: Pick<AppSettings, 'defaultLocale'>,
  asked: string | undefined,
): string | undefined {
  return [asked, settings.defaultLocale].find((tag) => tag !== undefined && tag !== '')
}
