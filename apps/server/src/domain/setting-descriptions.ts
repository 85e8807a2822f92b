import { CARRIES, PROVIDER_NAMES } from './providers.ts'
import { type AppSettings, BOUNDS, DEFAULT_SETTINGS, SETTING_NAMES } from './app-settings.ts'

type SettingName = keyof AppSettings

/** The parts in which the settings are shown. */
export const SETTING_GROUPS = [
  'channels',
  'tokens',
  'approvals',
  'authenticators',
  'limits',
  'languages',
  'developers',
  'legacy',
] as const
export type SettingGroup = (typeof SETTING_GROUPS)[number]

interface Said {
  readonly group: SettingGroup
  /** In two or three words. */
  readonly label: string
  /** One sentence: what it does. */
  readonly sentence: string
  /** Which way opens more than the other; undefined where neither does. */
  readonly weaker?: Weaker
  /** Where it is several of something, with commas between them. */
  readonly isList?: true
  /** Of what a list may hold, where that is known. */
  readonly choices?: readonly string[]
}

/** `on` and `off` of switches, `more` and `less` of numbers, `wider` of lists that allow, where none allows all. */
type Weaker = 'on' | 'off' | 'more' | 'less' | 'wider'

function providersOf(channel: 'sms' | 'call' | 'email'): readonly string[] {
  return PROVIDER_NAMES.filter((name) => CARRIES[name].includes(channel))
}

/** One table: what a setting does and which way is the weaker one are read side by side, so the file is as long as it. */
const DESCRIPTIONS: Readonly<Record<SettingName, Said>> = {
  smsEnabled: {
    group: 'channels',
    label: 'SMS',
    sentence: 'Tokens and codes go out by SMS.',
  },
  callsEnabled: {
    group: 'channels',
    label: 'Calls',
    sentence: 'Tokens and codes are read aloud in a call.',
  },
  emailEnabled: {
    group: 'channels',
    label: 'E-mail',
    sentence: 'Tokens go out by e-mail.',
  },
  allowedCountries: {
    group: 'channels',
    label: 'Countries',
    sentence: 'The countries whose phones get SMS and calls, as DE or FR; none stands for all.',
    weaker: 'wider',
    isList: true,
  },
  senderName: {
    group: 'channels',
    label: 'Sender',
    sentence:
      'Who an SMS or an e-mail is from, where the provider can say it; empty, as the service has it.',
  },
  smsProviders: {
    group: 'channels',
    label: 'Providers of SMS',
    sentence: 'In which order providers are tried for an SMS; none stands for the service’s order.',
    isList: true,
    choices: providersOf('sms'),
  },
  callProviders: {
    group: 'channels',
    label: 'Providers of calls',
    sentence: 'In which order providers are tried for a call; none stands for the service’s order.',
    isList: true,
    choices: providersOf('call'),
  },
  emailProviders: {
    group: 'channels',
    label: 'Providers of e-mail',
    sentence:
      'In which order providers are tried for an e-mail; none stands for the service’s order.',
    isList: true,
    choices: providersOf('email'),
  },
  installLinkByDefault: {
    group: 'channels',
    label: 'Install link',
    sentence: 'A new user is sent the link of the authenticator unless the request says otherwise.',
  },
  forceByDefault: {
    group: 'channels',
    label: 'Send to everybody',
    sentence:
      'An SMS or a call also goes to people who have the authenticator, unless the request says otherwise.',
  },
  tokenDigits: {
    group: 'tokens',
    label: 'Digits',
    sentence: 'How many digits a sent token has.',
    weaker: 'less',
  },
  tokenLifeSeconds: {
    group: 'tokens',
    label: 'Life in seconds',
    sentence: 'How long a sent token can be used.',
    weaker: 'more',
  },
  resendLivingToken: {
    group: 'tokens',
    label: 'Repeat a living token',
    sentence: 'A further send repeats the token that lives; off, it makes a new one and ends it.',
  },
  onetouchEnabled: {
    group: 'approvals',
    label: 'Approval requests',
    sentence: 'People can be asked on their devices to approve or deny.',
  },
  numberMatching: {
    group: 'approvals',
    label: 'Number matching',
    sentence: 'Approving needs a number that the login page shows.',
    weaker: 'off',
  },
  pushesWithoutSuccess: {
    group: 'approvals',
    label: 'Requests without success',
    sentence:
      'After so many requests a person is asked no more until one is approved or a token verifies.',
    weaker: 'more',
  },
  syncTokens: {
    group: 'authenticators',
    label: 'Tokens on devices',
    sentence: 'The Countersign authenticator shows tokens for this application.',
  },
  genericAuthenticatorsEnabled: {
    group: 'authenticators',
    label: 'Other authenticator apps',
    sentence: 'Users can get QR codes for authenticator apps of other makers.',
  },
  migrationToolsEnabled: {
    group: 'authenticators',
    label: 'Export of secrets',
    sentence:
      'The application can read the secrets of its users’ authenticators; leave it on only while you move them.',
    weaker: 'on',
  },
  logoUrl: {
    group: 'authenticators',
    label: 'Logo',
    sentence: 'The https address of a picture that devices show beside the tokens.',
  },
  sendsPerToken: {
    group: 'limits',
    label: 'Sends of one token',
    sentence: 'How often the same token may be sent.',
    weaker: 'more',
  },
  sendsPerPhone: {
    group: 'limits',
    label: 'Messages to one phone',
    sentence: 'How many messages one phone gets in ten minutes, over all applications.',
    weaker: 'more',
  },
  sendsPerAddress: {
    group: 'limits',
    label: 'Messages for one address',
    sentence: 'How many messages one IP address may cause in ten minutes.',
    weaker: 'more',
  },
  sendsPerAppPerMinute: {
    group: 'limits',
    label: 'Messages in a minute',
    sentence: 'How many messages the application sends in a minute.',
    weaker: 'more',
  },
  wrongTokensPerAddress: {
    group: 'limits',
    label: 'Wrong tokens from one address',
    sentence: 'How many wrong tokens one IP address may try in ten minutes.',
    weaker: 'more',
  },
  wrongTokensPerAppPerMinute: {
    group: 'limits',
    label: 'Wrong tokens in a minute',
    sentence: 'How many wrong tokens the application takes in a minute.',
    weaker: 'more',
  },
  defaultLocale: {
    group: 'languages',
    label: 'Language',
    sentence:
      'The language of messages when the request names none, as de or pt-BR; empty, that of the phone’s country.',
  },
  requestLogHours: {
    group: 'developers',
    label: 'Request log, in hours',
    sentence:
      'How long the console keeps the calls of this application, secrets masked; 0 keeps none.',
  },
  legacyNotChecked: {
    group: 'legacy',
    label: 'Answer “not checked”',
    sentence:
      'A user who never finished registering passes whatever they type, as at Authy; leave it off.',
    weaker: 'on',
  },
}

export type SettingKind = 'boolean' | 'number' | 'text' | 'list'

/** A setting as a page shows it. */
export interface SettingDescription extends Omit<Said, 'weaker' | 'isList'> {
  readonly name: SettingName
  readonly kind: SettingKind
  readonly standard: AppSettings[SettingName]
  /** Of numbers. */
  readonly least: number | undefined
  readonly most: number | undefined
}

/** Every setting, group by group. */
export const SETTING_DESCRIPTIONS: readonly SettingDescription[] = SETTING_GROUPS.flatMap((group) =>
  SETTING_NAMES.filter((name) => DESCRIPTIONS[name].group === group).map((name) => {
    const { weaker: _weaker, isList: _isList, ...said } = DESCRIPTIONS[name]
    const [least, most] = BOUNDS[name] ?? []
    return { name, ...said, kind: kindOf(name), standard: DEFAULT_SETTINGS[name], least, most }
  }),
)

function kindOf(name: SettingName): SettingKind {
  if (DESCRIPTIONS[name].isList === true) return 'list'
  const standard = DEFAULT_SETTINGS[name]
  if (typeof standard === 'boolean') return 'boolean'
  return typeof standard === 'number' ? 'number' : 'text'
}

/** Whether a change loosens a limit or takes a protection away: then it needs a fresh proof of who makes it. */
export function isWeaker(name: SettingName, from: unknown, to: unknown): boolean {
  const { weaker } = DESCRIPTIONS[name]
  if (weaker === undefined) return false
  switch (weaker) {
    case 'on':
      return to === true && from !== true
    case 'off':
      return to === false && from !== false
    case 'more':
      return Number(to) > Number(from)
    case 'less':
      return Number(to) < Number(from)
    case 'wider':
      return isWider(itemsOf(from), itemsOf(to))
  }
}

function isWider(from: readonly string[], to: readonly string[]): boolean {
  if (from.length === 0) return false
  return to.length === 0 || to.some((item) => !from.includes(item))
}

function itemsOf(list: unknown): readonly string[] {
  return typeof list === 'string' && list !== '' ? list.split(',') : []
}
