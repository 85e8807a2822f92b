import type { Failure } from '@countersign/wire'
import {
  type ApprovalContent,
  type Details,
  type Logo,
  LOGO_RESOLUTIONS,
} from '../../domain/approval-request.ts'
import { isParamHash, type ParamValue } from '../authy/param-value.ts'
import {
  findParam,
  hashParam,
  integerParam,
  listParam,
  type ParamRead,
  type Params,
} from '../authy/params.ts'
import { readAll } from '../authy/route.ts'
import { textParam, userIpOf } from '../authy/text.ts'

/** Bounds as the clients know them (docs/wire §7.1); what people approve is refused rather than cut. */
export const MOST_MESSAGE_CHARACTERS = 200
export const MOST_NAME_CHARACTERS = 200
export const MOST_VALUE_CHARACTERS = 1_000
export const MOST_DETAILS = 100
export const MOST_URL_CHARACTERS = 500
/** With ten, authy-python and authy-java sort them differently and refuse the callback (docs/wire §9.4). */
export const MOST_LOGOS = 9

export const DEFAULT_SECONDS_TO_EXPIRE = 86_400
/** Ten years; 0 is for ever. */
export const MOST_SECONDS_TO_EXPIRE = 315_360_000

/** Named as in the draft that its users know (draft-ietf-httpapi-idempotency-key-header). */
export const KEY_HEADER = 'Idempotency-Key'
export const MOST_KEY_CHARACTERS = 255
const KEY = new RegExp(`^[ -~]{1,${MOST_KEY_CHARACTERS}}$`)

type Question = Omit<ApprovalContent, 'number' | 'appName' | 'askedWith'>

/** The question of a request and the key that the app gave it, or the failure that names the first wrong one. */
export function readQuestion(
  params: Params,
  keyHeader: string | undefined,
):
  | { readonly ok: true; readonly question: Question; readonly idempotencyKey: string | undefined }
  | { readonly ok: false; readonly failure: Failure } {
  const read = readAll({
    message: messageParam(params),
    details: detailsParam(params, 'details'),
    hiddenDetails: detailsParam(params, 'hidden_details'),
    logos: logosParam(params),
    secondsToExpire: expiryParam(params),
    idempotencyKey: idempotencyKey(keyHeader),
  })
  if (!read.ok) return read
  const { message, details, hiddenDetails, logos, secondsToExpire } = read.values
  if (message === undefined) return refused('message', "can't be blank")
  return {
    ok: true,
    idempotencyKey: read.values.idempotencyKey,
    question: {
      message,
      details: details ?? null,
      hiddenDetails: hiddenDetails ?? null,
      logos: logos ?? null,
      requestedFrom: userIpOf(params) ?? null,
      secondsToExpire: secondsToExpire ?? DEFAULT_SECONDS_TO_EXPIRE,
    },
  }
}

/** Longer ones are cut: clients have always been told so, and some send them (docs/wire §7.1). */
function messageParam(params: Params): ParamRead<string> {
  const value = findParam(params, 'message')
  if (typeof value !== 'string' || value.length <= MOST_MESSAGE_CHARACTERS)
    return textParam(params, 'message')
  return textParam(new Map([['message', cut(value)]]), 'message')
}

/** At a whole character: half of an emoji is no text. */
function cut(text: string): string {
  return text.slice(0, MOST_MESSAGE_CHARACTERS).replace(/[\uD800-\uDBFF]$/, '')
}

/** Names and values in the order in which they came. A bare text is one value without a name worth showing. */
function detailsParam(params: Params, path: string): ParamRead<Details> {
  const given = findParam(params, path)
  if (typeof given === 'string' && given !== '') return entries(path, new Map([['details', given]]))
  const read = hashParam(params, path)
  if (!read.ok) return read
  if (read.value === undefined || read.value.size === 0) return { ok: true, value: undefined }
  return entries(path, read.value)
}

function entries(path: string, hash: ReadonlyMap<string, ParamValue>): ParamRead<Details> {
  if (hash.size > MOST_DETAILS) return refused(path, `has more than ${MOST_DETAILS} entries`)
  const details: [string, string | number | boolean | null][] = []
  for (const [name, value] of hash) {
    if (name === '' || name.length > MOST_NAME_CHARACTERS)
      return refused(path, `has a name that is not 1 to ${MOST_NAME_CHARACTERS} characters long`)
    if (typeof value === 'object' && value !== null)
      return refused(path, 'has a value that is neither text nor a number')
    if (String(value).length > MOST_VALUE_CHARACTERS)
      return refused(path, `has a value of more than ${MOST_VALUE_CHARACTERS} characters`)
    details.push([name, value])
  }
  return { ok: true, value: details }
}

function logosParam(params: Params): ParamRead<readonly Logo[]> {
  const read = listParam(params, 'logos')
  if (!read.ok) return read
  if (read.value === undefined || read.value.length === 0) return { ok: true, value: undefined }
  if (read.value.length > MOST_LOGOS) return refused('logos', `has more than ${MOST_LOGOS} entries`)
  const logos: Logo[] = []
  for (const element of read.value) {
    const res = isParamHash(element) ? element.get('res') : undefined
    const url = isParamHash(element) ? element.get('url') : undefined
    const resolution = LOGO_RESOLUTIONS.find((known) => known === res)
    if (resolution === undefined)
      return refused('logos', `has a res that is not one of ${LOGO_RESOLUTIONS.join(', ')}`)
    if (typeof url !== 'string' || !isHttpUrl(url))
      return refused(
        'logos',
        `has a url that is not an http or https URL of up to ${MOST_URL_CHARACTERS} characters`,
      )
    logos.push({ res: resolution, url })
  }
  if (!logos.some((logo) => logo.res === 'default')) return refused('logos', 'has no default')
  return { ok: true, value: logos }
}

function isHttpUrl(text: string): boolean {
  const url = text.length <= MOST_URL_CHARACTERS ? URL.parse(text) : null
  return url !== null && /^https?:$/.test(url.protocol) && url.username === '' && !/\s/.test(text)
}

function expiryParam(params: Params): ParamRead<number> {
  const read = integerParam(params, 'seconds_to_expire')
  if (!read.ok || read.value === undefined) return read
  const isPossible = read.value >= 0 && read.value <= MOST_SECONDS_TO_EXPIRE
  return isPossible ? read : refused('seconds_to_expire', `is not 0 to ${MOST_SECONDS_TO_EXPIRE}`)
}

/** Opaque: whatever the app made up, and nothing that would not come through every proxy unharmed. */
function idempotencyKey(header: string | undefined): ParamRead<string> {
  if (header === undefined || KEY.test(header)) return { ok: true, value: header }
  return refused(KEY_HEADER, `is not 1 to ${MOST_KEY_CHARACTERS} printable ASCII characters`)
}

function refused(name: string, reason: string): { readonly ok: false; readonly failure: Failure } {
  return { ok: false, failure: { error: 'approvalRequestInvalid', name, reason } }
}
