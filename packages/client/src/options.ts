import { CountersignError } from './countersign-error.ts'

export interface ClientOptions {
  /** Of your app; `countersign app create` shows it once. Keep it out of browsers. */
  readonly apiKey: string
  /** Of the server, as `https://2fa.example.com`. */
  readonly baseUrl: string
  /** For one try, in milliseconds; 10,000 unless given. */
  readonly timeoutMs?: number
  /** Further tries of calls that are harmless to repeat; 2 unless given. */
  readonly retries?: number
  /** In place of the runtime's. */
  readonly fetch?: typeof fetch
  /** Told of each try, for a log. What it is told holds no key, token, code or phone number. */
  readonly onCall?: (call: CallRecord) => void
  /** Milliseconds since 1970. */
  readonly now?: () => number
  /** Pauses between tries; rejects, or resolves early, when the signal ends it. */
  readonly waitMs?: (milliseconds: number, signal: AbortSignal | undefined) => Promise<void>
}

/** Every call takes these last. */
export interface CallOptions {
  /** Ends the call, which then throws `aborted`. */
  readonly signal?: AbortSignal | undefined
  /** For one try, in milliseconds, in place of the client's. */
  readonly timeoutMs?: number | undefined
}

/** One try of one call. */
export interface CallRecord {
  /** With names in place of ids and tokens, as `GET /protected/json/verify/{token}/{authy_id}`. */
  readonly route: string
  /** 1 is the first. */
  readonly attempt: number
  /** HTTP status; absent where there was no answer. */
  readonly status: number | undefined
  /** The server's code of a refusal, such as `60020`. */
  readonly errorCode: string | undefined
  readonly requestId: string | undefined
  readonly durationMs: number
}

/** @internal The options with their defaults, checked. */
export interface Settings extends Required<Omit<ClientOptions, 'onCall'>> {
  readonly onCall: ((call: CallRecord) => void) | undefined
}

const STANDARD_TIMEOUT_MS = 10_000
const STANDARD_RETRIES = 2

/** @internal @throws CountersignError `bad-options` */
export function parseOptions(options: ClientOptions): Settings {
  const { apiKey, baseUrl } = options
  // What a header can hold; keys of the Authy API are letters and digits.
  if (!/^[\x21-\x7E]{1,256}$/.test(apiKey)) {
    throw new CountersignError('bad-options', 'apiKey: not 1 to 256 printable characters.')
  }
  if (!/^https?:\/\/[^/?#@]+(\/[^?#]*)?$/.test(baseUrl) || !URL.canParse(baseUrl)) {
    throw new CountersignError('bad-options', 'baseUrl: not an http or https URL without a query.')
  }
  return {
    apiKey,
    baseUrl: baseUrl.replace(/\/+$/, ''),
    timeoutMs: options.timeoutMs ?? STANDARD_TIMEOUT_MS,
    retries: options.retries ?? STANDARD_RETRIES,
    // Called as a method of anything else, a browser's fetch refuses.
    fetch: options.fetch ?? ((...request) => globalThis.fetch(...request)),
    onCall: options.onCall,
    now: options.now ?? Date.now,
    waitMs: options.waitMs ?? waitMs,
  }
}

function waitMs(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(end, milliseconds)
    signal?.addEventListener('abort', end)
    function end() {
      clearTimeout(timer)
      signal?.removeEventListener('abort', end)
      resolve()
    }
  })
}
