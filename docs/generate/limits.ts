import { CLOCK_WINDOW_MS } from '@countersign/wire'
import { WRONG_CODES_PER_PHONE } from '../../apps/server/src/actions/devices/complete-registration.ts'
import {
  STARTS_A_MINUTE,
  STARTS_PER_ADDRESS,
  STARTS_PER_PHONE,
} from '../../apps/server/src/actions/devices/start-registration.ts'
import { A_SECOND, BURST } from '../../apps/server/src/actions/request-log.ts'
import { type AppSettings, DEFAULT_SETTINGS } from '../../apps/server/src/domain/app-settings.ts'
import { MOST_WRONG_NUMBERS } from '../../apps/server/src/domain/approval-request.ts'
import {
  CALLBACK_ATTEMPTS,
  CALLBACK_LIFE_MS,
  FAILURES_UNTIL_DISABLED,
} from '../../apps/server/src/domain/callback-schedule.ts'
import {
  MOST_CODE_GUESSES,
  MOST_DEVICES,
  MOST_REGISTRATION_NUMBERS,
  REGISTRATION_LIFE_MS,
  RESEND_AFTER_MS,
} from '../../apps/server/src/domain/device-registration.ts'
import {
  CODE_LIFE_MS,
  FIRST_WAIT_MS,
  FREE_ATTEMPTS,
  GUESSES_PER_SENT_TOKEN,
  IDENTICAL_SEND_MS,
  LONGEST_WAIT_MS,
  QR_CODE_LIFE_MS,
  SUSPEND_AT_ATTEMPTS,
  THROTTLE_WINDOW_MS,
  WRONG_TOKENS_PER_PHONE,
} from '../../apps/server/src/domain/limits.ts'
import {
  MOST_BYTES,
  MOST_LEVELS,
  MOST_PARAMETERS,
} from '../../apps/server/src/http/authy/param-value.ts'
import { STREAMS_PER_DEVICE } from '../../apps/server/src/http/device/events.ts'
import {
  DEFAULT_SECONDS_TO_EXPIRE,
  MOST_DETAILS,
  MOST_LOGOS,
  MOST_MESSAGE_CHARACTERS,
  MOST_NAME_CHARACTERS,
  MOST_SECONDS_TO_EXPIRE,
  MOST_VALUE_CHARACTERS,
} from '../../apps/server/src/http/onetouch/approval-params.ts'

import { count, error, setting, span } from './limit-words.ts'

// Every limit, for docs/limits.md. The file is long because the table is: it must stay in one place.

export interface Limit {
  readonly what: string
  readonly limit: string
  /** The setting of an app that changes it. */
  readonly setting?: keyof AppSettings
  readonly stops: string
  readonly answer: string
}

export const GUESSING: readonly Limit[] = [
  {
    what: 'Wrong tokens in a row before each further try must wait',
    limit: `${FREE_ATTEMPTS}; the wait is ${span(FIRST_WAIT_MS)}, and doubles up to ${span(LONGEST_WAIT_MS)}`,
    stops:
      "Guessing one person's token (RFC 4226 §7.3). A try during the wait is not looked at, so it learns nothing.",
    answer: error('dosProtection'),
  },
  {
    what: 'Wrong tokens in a row until the person is suspended in the app',
    limit: String(SUSPEND_AT_ATTEMPTS),
    stops:
      'Guessing for weeks (NIST SP 800-63B §5.2.2). An operator lifts it: `npx countersign user unsuspend`.',
    answer: error('userSuspended'),
  },
  {
    what: 'Guesses at one sent token, or at one code of a phone verification',
    limit: String(GUESSES_PER_SENT_TOKEN),
    stops: `Guessing the token that lies on the phone: ${GUESSES_PER_SENT_TOKEN} in ${count(10 ** DEFAULT_SETTINGS.tokenDigits)}. Sending it again opens no new guesses. A token is then as good as none; send a new one.`,
    answer: `${error('tokenInvalid')}; for a code ${error('dosProtection')}`,
  },
  {
    what: `Wrong tokens for one phone in ${span(THROTTLE_WINDOW_MS)}, over all apps`,
    limit: String(WRONG_TOKENS_PER_PHONE),
    stops: 'Starting over by removing and adding the user, or by going through another app.',
    answer: error('dosProtection'),
  },
  {
    what: `Wrong tokens from one address in ${span(THROTTLE_WINDOW_MS)}`,
    limit: setting('wrongTokensPerAddress'),
    setting: 'wrongTokensPerAddress',
    stops: 'One machine that tries one token against many people.',
    answer: error('dosProtection'),
  },
  {
    what: 'Wrong tokens of the app in a minute',
    limit: setting('wrongTokensPerAppPerMinute'),
    setting: 'wrongTokensPerAppPerMinute',
    stops: 'Many machines that do the same.',
    answer: error('dosProtection'),
  },
  {
    what: 'Uses of a right token',
    limit: '1',
    stops:
      'Whoever reads it over a shoulder, or on the way. A later step than the last one used is needed (RFC 6238 §5.2).',
    answer: error('tokenReused'),
  },
  {
    what: 'Life of a sent token',
    limit: span(DEFAULT_SETTINGS.tokenLifeSeconds * 1_000),
    setting: 'tokenLifeSeconds',
    stops: 'Old messages that somebody finds.',
    answer: error('tokenInvalid'),
  },
  {
    what: 'Digits of a sent token',
    limit: setting('tokenDigits'),
    setting: 'tokenDigits',
    stops: 'Fewer digits are guessed ten times as easily, each.',
    answer: '',
  },
  {
    what: 'Life of a code of a phone verification',
    limit: span(CODE_LIFE_MS),
    stops: 'Old messages that somebody finds.',
    answer: error('noPendingVerification'),
  },
]

export const SENDING: readonly Limit[] = [
  {
    what: 'Sends of one token',
    limit: setting('sendsPerToken'),
    setting: 'sendsPerToken',
    stops: 'A person who presses "again" until your bill is large.',
    answer: error('dosProtection'),
  },
  {
    what: 'The same send again',
    limit: `within ${span(IDENTICAL_SEND_MS)} it is one`,
    stops: 'A client that repeats a slow request, and a double click.',
    answer: '200, and nothing more is sent',
  },
  {
    what: `Messages to one phone in ${span(THROTTLE_WINDOW_MS)}, over all apps`,
    limit: setting('sendsPerPhone'),
    setting: 'sendsPerPhone',
    stops: "Flooding somebody's phone, whoever asks.",
    answer: error('dosProtection'),
  },
  {
    what: `Messages that one address causes in ${span(THROTTLE_WINDOW_MS)}`,
    limit: setting('sendsPerAddress'),
    setting: 'sendsPerAddress',
    stops: 'Toll fraud: a machine that has messages sent to numbers whose carrier pays it.',
    answer: error('dosProtection'),
  },
  {
    what: 'Messages of the app in a minute',
    limit: setting('sendsPerAppPerMinute'),
    setting: 'sendsPerAppPerMinute',
    stops: 'The same from many machines. Set it near your busiest minute.',
    answer: error('dosProtection'),
  },
  {
    what: 'Life of the picture of a QR code',
    limit: span(QR_CODE_LIFE_MS),
    stops: 'A secret that stays in a history or a log.',
    answer: '404',
  },
]

export const ASKING: readonly Limit[] = [
  {
    what: 'Approval requests without success',
    limit: setting('pushesWithoutSuccess'),
    setting: 'pushesWithoutSuccess',
    stops:
      'Push fatigue: asking until somebody taps Approve to have peace. An approval or a right token starts the count over.',
    answer: error('tooManyPushes'),
  },
  {
    what: 'Requests after "this was not me"',
    limit: 'none, until the person resumes or a token verifies',
    stops: 'The same, at the first one that the person calls wrong.',
    answer: error('pushesPaused'),
  },
  {
    what: 'Wrong numbers at one request, with number matching',
    limit: `${MOST_WRONG_NUMBERS}, then it is denied`,
    setting: 'numberMatching',
    stops: `Tapping blindly: the number is one of 90.`,
    answer: 'denied',
  },
  {
    what: 'Message',
    limit: `${count(MOST_MESSAGE_CHARACTERS)} characters; a longer one is cut`,
    stops: 'What does not fit on a phone.',
    answer: '',
  },
  {
    what: 'Details, and hidden details',
    limit: `${count(MOST_DETAILS)} each; names of ${count(MOST_NAME_CHARACTERS)} and values of ${count(MOST_VALUE_CHARACTERS)} characters`,
    stops:
      'Hiding what matters below what does not. Refused, never cut: nobody should approve half an amount.',
    answer: error('approvalRequestInvalid'),
  },
  {
    what: 'Logos',
    limit: String(MOST_LOGOS),
    stops: 'With ten, two client libraries sort them so that they refuse the callback.',
    answer: error('approvalRequestInvalid'),
  },
  {
    what: 'Life of a request',
    limit: `${span(DEFAULT_SECONDS_TO_EXPIRE * 1_000)} unless given, at most ${count(MOST_SECONDS_TO_EXPIRE)} seconds; 0 never ends`,
    stops: 'An answer to a question that nobody asks any more. For a login give 120 seconds.',
    answer: `${error('approvalRequestInvalid')} where it is longer`,
  },
]

export const CALLBACKS: readonly Limit[] = [
  {
    what: 'Attempts at a callback that gets no answer',
    limit: `${CALLBACK_ATTEMPTS}, over about two minutes`,
    stops: 'Losing news to a restart of yours.',
    answer: '',
  },
  {
    what: 'Callbacks in a row that fail',
    limit: `${FAILURES_UNTIL_DISABLED}, then the URL is taken away`,
    stops: "Sending people's answers to a machine that is no longer yours.",
    answer: 'the operator is told ([callbacks.md](callbacks.md))',
  },
  {
    what: 'Age of a callback that could not be sent',
    limit: span(CALLBACK_LIFE_MS),
    stops: 'News that nobody waits for.',
    answer: 'dropped; the status of the request still tells',
  },
]

export const DEVICES: readonly Limit[] = [
  {
    what: 'Codes tried for one registration',
    limit: String(MOST_CODE_GUESSES),
    stops: "Guessing the code that makes a stranger's phone an authenticator: 5 in a million.",
    answer: '`wrong-code`',
  },
  {
    what: 'Codes tried for one phone in a day, over all registrations',
    limit: String(WRONG_CODES_PER_PHONE),
    stops: 'The same, again and again.',
    answer: '`too-many`',
  },
  {
    what: `Codes sent to one phone in ${span(THROTTLE_WINDOW_MS)}`,
    limit: String(STARTS_PER_PHONE),
    stops: "Flooding somebody's phone.",
    answer: '`too-many`',
  },
  {
    what: `Codes that one address has sent in ${span(THROTTLE_WINDOW_MS)}`,
    limit: String(STARTS_PER_ADDRESS),
    stops: 'Toll fraud.',
    answer: '`too-many`',
  },
  {
    what: 'Codes sent in a minute',
    limit: count(STARTS_A_MINUTE),
    stops: 'Toll fraud from many machines.',
    answer: '`too-many`',
  },
  {
    what: 'Wait until the code is sent again',
    limit: span(RESEND_AFTER_MS),
    stops: 'Impatience.',
    answer: '`too-many`',
  },
  {
    what: 'Life of a registration',
    limit: span(REGISTRATION_LIFE_MS),
    stops: 'Codes that somebody finds.',
    answer: '`expired`',
  },
  {
    what: 'Wrong numbers when a device lets another one in',
    limit: `${MOST_REGISTRATION_NUMBERS}, then it is refused`,
    stops: 'Tapping blindly.',
    answer: '`wrong-number`',
  },
  {
    what: 'Devices of a person',
    limit: String(MOST_DEVICES),
    stops: 'Devices that nobody remembers.',
    answer: '`too-many`',
  },
  {
    what: 'Clock of a device',
    limit: `${span(CLOCK_WINDOW_MS)} from ours`,
    stops: 'Requests that were recorded and are sent again. A nonce counts once.',
    answer: '`clock`, `replayed`',
  },
  {
    what: 'Live connections of a device',
    limit: String(STREAMS_PER_DEVICE),
    stops: "One device that takes everybody's memory.",
    answer: 'the oldest ends',
  },
]

export const REQUESTS: readonly Limit[] = [
  {
    what: 'Query, and body',
    limit: `${count(MOST_BYTES / 1_024)} KiB each`,
    stops: 'Filling the memory of the service.',
    answer: error('invalidRequest'),
  },
  {
    what: 'Parameters, and levels of nesting',
    limit: `${count(MOST_PARAMETERS)} and ${MOST_LEVELS}`,
    stops: 'Keeping the service busy with one request.',
    answer: error('invalidRequest'),
  },
  {
    what: 'Hours for which the console keeps requests',
    limit: `${setting('requestLogHours')}; ${A_SECOND} a second of an app, in bursts of ${BURST}`,
    setting: 'requestLogHours',
    stops: 'A log that fills the disk, or slows what it logs.',
    answer: 'as ever: it is only not in the log',
  },
]
