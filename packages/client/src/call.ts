import type { Answer, InvalidUser } from './answer.ts'
import { CountersignError } from './countersign-error.ts'
import type { CallOptions, CallRecord, Settings } from './options.ts'
import { type Body, isBody, parseBody } from './read-body.ts'

/** A call as the contract has it (docs/wire §2). */
export interface Call<Facts = unknown, Reason extends string = string> {
  /** `onetouch` or, unless given, `protected`. */
  readonly family?: 'onetouch'
  /** `GET /users/{authy_id}/status`: below `/{family}/json`, with names for what must not be logged. */
  readonly route: `${'GET' | 'POST'} /${string}`
  /** What stands in place of the names. */
  readonly parts?: Readonly<Record<string, string>>
  /** Query of a GET, JSON body of a POST. What is undefined is left out. */
  readonly params?: Readonly<Record<string, unknown>>
  readonly headers?: Readonly<Record<string, string>>
  /** Each expected *no* with the codes that mean it, `60020`, or `60020/400` where the status tells it apart. */
  readonly refusals?: Readonly<Record<Reason, string>>
  /** A second one changes nothing that the first did not: only then is it repeated by itself. */
  readonly isHarmless?: boolean
  readonly read: (body: Body) => Facts
}

const FIRST_PAUSE_MS = 250

/** A server that says to come back later than this is not waited for. */
const MOST_PAUSE_MS = 5_000

/**
 * Makes a call; a harmless one again where there was no answer or a fault of the server.
 *
 * @throws CountersignError
 */
/** @internal */
export async function call<Facts, const Reason extends string = never>(
  settings: Settings,
  asked: Call<Facts, Reason>,
  options: CallOptions = {},
): Promise<Answer<Facts, Reason>> {
  const tries = asked.isHarmless === true ? settings.retries + 1 : 1
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await tryOnce(settings, asked, options, attempt)
    } catch (error) {
      const pauseMs = pauseAfter(error, attempt)
      if (pauseMs === undefined || attempt >= tries) throw error
      await settings.waitMs(pauseMs, options.signal)
      throwIfAborted(asked, options.signal)
    }
  }
}

/** Half of it by chance: many clients of a server that comes back do not come at once. */
function pauseAfter(error: unknown, attempt: number): number | undefined {
  if (!(error instanceof CountersignError)) return undefined
  if (!['unreachable', 'timeout', 'unavailable'].includes(error.code)) return undefined
  const asked = error.retryAfterMs
  if (asked === undefined) return FIRST_PAUSE_MS * 2 ** (attempt - 1) * (0.5 + Math.random())
  return asked <= MOST_PAUSE_MS ? asked : undefined
}

async function tryOnce<Facts, Reason extends string>(
  settings: Settings,
  asked: Call<Facts, Reason>,
  { signal, timeoutMs }: CallOptions,
  attempt: number,
): Promise<Answer<Facts, Reason>> {
  const startedAt = settings.now()
  let response: Response | undefined
  let body: Body | undefined
  try {
    const late = AbortSignal.timeout(timeoutMs ?? settings.timeoutMs)
    const ended = signal === undefined ? late : AbortSignal.any([late, signal])
    try {
      response = await settings.fetch(urlOf(settings, asked), requestOf(settings, asked, ended))
      body = parseBody(await response.text())
    } catch (cause) {
      throwIfAborted(asked, signal)
      throw late.aborted
        ? new CountersignError('timeout', `No answer in time to ${nameOf(asked)}.`)
        : new CountersignError('unreachable', `No answer to ${nameOf(asked)}.`, { cause })
    }
    return judge(asked, response, body)
  } finally {
    record(settings, {
      route: nameOf(asked),
      attempt,
      durationMs: settings.now() - startedAt,
      ...factsOf(response, body),
    })
  }
}

/** A log that fails must not fail a login. */
function record({ onCall }: Settings, tried: CallRecord): void {
  try {
    onCall?.(tried)
  } catch {
    // The caller's own; there is nobody to tell.
  }
}

/** Success, an expected no, or a fault. */
function judge<Facts, Reason extends string>(
  { read, refusals, ...asked }: Call<Facts, Reason>,
  response: Response,
  body: Body | undefined,
): Answer<Facts, Reason> {
  const { status } = response
  const facts = factsOf(response, body)
  const { errorCode, retryAfterMs } = facts
  if (body !== undefined && status === 200) return { ...read(body), ok: true }
  const reason =
    reasonOf(refusals ?? {}, `${errorCode}/${status}`) ?? reasonOf(refusals ?? {}, `${errorCode}`)
  if (body !== undefined && reason !== undefined) {
    // Each of the two reasons that have facts has them from here.
    const facts =
      reason === 'throttled'
        ? { retryAfterMs }
        : reason === 'invalid-user'
          ? { fields: fieldsIn(body) }
          : {}
    return { ok: false, reason, ...facts } as Answer<Facts, Reason>
  }
  const name = nameOf(asked)
  if (status >= 500) {
    throw new CountersignError('unavailable', `The server could not answer ${name}.`, facts)
  }
  if (errorCode === undefined || status < 400) {
    const message = `${name} has no such answer (HTTP ${status}): is the base URL that of the server?`
    throw new CountersignError('bad-answer', message, facts)
  }
  if (errorCode === '60001') {
    throw new CountersignError('api-key-invalid', 'The server has no app with this key.', facts)
  }
  const code = status === 429 ? 'throttled' : 'invalid-request'
  throw new CountersignError(code, `${name}: ${withoutDigits(body)}`, facts)
}

function reasonOf(refusals: Readonly<Record<string, string>>, code: string): string | undefined {
  return Object.keys(refusals).find((reason) => refusals[reason]?.split(' ').includes(code))
}

function fieldsIn(body: Body): InvalidUser['fields'] {
  const errors = isBody(body['errors']) ? body['errors'] : {}
  const { email, cellphone, country_code: countryCode } = errors
  const fields = Object.entries({ email, phone: cellphone, countryCode })
  return Object.fromEntries(fields.filter(([, text]) => typeof text === 'string'))
}

/** The server quotes what it was sent, which may be a phone number in the wrong place. */
function withoutDigits(body: Body | undefined): string {
  const message = body?.['message']
  return typeof message === 'string' ? message.replaceAll(/\d(?:[ .-]?\d){4,}/g, '…') : ''
}

function urlOf({ baseUrl }: Settings, asked: Call): string {
  const path = pathOf(asked).replaceAll(/\{(\w+)\}/g, (_, name: string) =>
    encodeURIComponent(asked.parts?.[name] ?? ''),
  )
  if (!isRead(asked)) return baseUrl + path
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(asked.params ?? {})) {
    if (isScalar(value)) query.set(name, String(value))
  }
  return `${baseUrl}${path}?${query.toString()}`.replace(/\?$/, '')
}

function isScalar(value: unknown): value is string | number | boolean {
  return ['string', 'number', 'boolean'].includes(typeof value)
}

function requestOf({ apiKey }: Settings, asked: Call, signal: AbortSignal): RequestInit {
  const headers = { 'x-authy-api-key': apiKey, ...asked.headers }
  // Followed elsewhere, a redirect would hand the key to whoever is there.
  const request = { signal, redirect: 'manual' } as const
  if (isRead(asked)) return { ...request, headers }
  return {
    ...request,
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body: JSON.stringify(asked.params ?? {}),
  }
}

function throwIfAborted(asked: Call, signal: AbortSignal | undefined): void {
  if (signal?.aborted !== true) return
  throw new CountersignError('aborted', `${nameOf(asked)} was aborted.`, { cause: signal.reason })
}

function isRead({ route }: Pick<Call, 'route'>): boolean {
  return route.startsWith('GET')
}

function pathOf({ family, route }: Pick<Call, 'family' | 'route'>): string {
  return `/${family ?? 'protected'}/json${route.slice(route.indexOf('/'))}`
}

function nameOf(asked: Pick<Call, 'family' | 'route'>): string {
  return `${isRead(asked) ? 'GET' : 'POST'} ${pathOf(asked)}`
}

function factsOf(response: Response | undefined, body: Body | undefined) {
  const code = body?.['error_code']
  const seconds = response?.headers.get('retry-after') ?? ''
  return {
    status: response?.status,
    errorCode: isScalar(code) ? String(code) : undefined,
    requestId: response?.headers.get('x-request-id') ?? undefined,
    // Seconds, as the contract has it (RFC 9110 §10.2.3); a date is not read.
    retryAfterMs: /^\d{1,6}$/.test(seconds) ? Number(seconds) * 1_000 : undefined,
  }
}
