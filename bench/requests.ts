import { peerVerify } from './peer-account.ts'
import {
  seededAction,
  seededAuthyId,
  seededOrder,
  seededToken,
  startedPhone,
} from './population.ts'

/** Which requests a load generator sends. */
export interface Requests {
  readonly kind: RequestKindName
  readonly apiKey: string
  readonly users: number
  /** Valid ones that every user has. */
  readonly tokensEach: number
  /** Number of the first one. */
  readonly from: number
  /** Number of the one past the last; absent, as many as the kind has. */
  readonly until?: number
  /** Of so many different ones, again and again. */
  readonly among?: number
}

interface RequestKind {
  /** The request of this number. */
  readonly request: (position: number, of: Requests) => string
  /** How its answer begins and what it says, where it is the one that the kind is about. */
  readonly status: string
  readonly says: string
  /** How many different requests there are. */
  readonly most: (of: Requests) => number
}

/** Wrong tokens of one user in a round: the fifth in a row makes the next one wait (docs/limits.md). */
const WRONG_TOKENS = 4

/** Of the block for documentation (RFC 5737). */
const GUESSING_ADDRESS = '192.0.2.7'

/** A code of the app's own, so that the load generator knows it. */
const CODE = '4711'

/** Tokens under it are no seeded ones: each send makes or replaces one. */
const SEND_ACTION = 'login'

const ENDLESS = () => Number.POSITIVE_INFINITY

export const REQUEST_KINDS = {
  bare: { request: () => get('/', ''), status: '200', says: '', most: ENDLESS },
  verify: {
    request: (position, of) => verifySeeded(position, of),
    status: '200',
    says: '"success":"true"',
    most: ({ users, tokensEach }) => users * tokensEach,
  },
  reused: {
    request: (position, of) => verifySeeded(position % (of.among ?? 1), of),
    status: '401',
    says: '"error_code":"60019"',
    most: ENDLESS,
  },
  wrong: {
    request(position, of) {
      const index = seededOrder(position % of.users, of.users)
      // Of the first action that the user was sent no token for: right for nothing.
      return verify(seededToken(index, of.tokensEach), index, '', of)
    },
    status: '401',
    says: '"error_code":"60020"',
    most: ({ users }) => users * WRONG_TOKENS,
  },
  /** Wrong tokens of one person after the other, as from one address. */
  guess: {
    request: (position, of) =>
      verify(
        '000000',
        seededOrder(position % of.users, of.users),
        `?user_ip=${GUESSING_ADDRESS}`,
        of,
      ),
    status: '401',
    says: '"error_code":"60020"',
    most: ENDLESS,
  },
  send: {
    request(position, of) {
      const authyId = seededAuthyId(seededOrder(position % of.users, of.users))
      return get(`/protected/json/sms/${authyId}?action=${SEND_ACTION}`, of.apiKey)
    },
    status: '200',
    says: 'SMS token was sent',
    most: ENDLESS,
  },
  start: {
    request(position, of) {
      const body = `via=sms&country_code=1&phone_number=${startedPhone(position)}&custom_code=${CODE}`
      return `POST /protected/json/phones/verification/start HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Authy-API-Key: ${of.apiKey}\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: ${body.length}\r\n\r\n${body}`
    },
    status: '200',
    says: '"success":true',
    most: ENDLESS,
  },
  check: {
    request(position, of) {
      const query = `country_code=1&phone_number=${startedPhone(position)}&verification_code=${CODE}`
      return get(`/protected/json/phones/verification/check?${query}`, of.apiKey)
    },
    status: '200',
    says: '"success":true',
    most: ENDLESS,
  },
  /** Of better-auth: the right token, and with it a session. */
  peer: {
    request: (position, of) => peerVerify(position, of.users),
    status: '200',
    says: '"token":"',
    most: ENDLESS,
  },
} as const satisfies Readonly<Record<string, RequestKind>>

export type RequestKindName = keyof typeof REQUEST_KINDS

function verifySeeded(position: number, of: Requests): string {
  const action = Math.floor(position / of.users) % of.tokensEach
  const index = seededOrder(position % of.users, of.users)
  const query = action === 0 ? '' : `?action=${seededAction(action)}`
  return verify(seededToken(index, action), index, query, of)
}

function verify(token: string, index: number, query: string, { apiKey }: Requests): string {
  return get(`/protected/json/verify/${token}/${seededAuthyId(index)}${query}`, apiKey)
}

function get(path: string, apiKey: string): string {
  const key = apiKey === '' ? '' : `X-Authy-API-Key: ${apiKey}\r\n`
  return `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\n${key}\r\n`
}
