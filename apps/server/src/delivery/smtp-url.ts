export interface SmtpServer {
  readonly host: string
  readonly port: number
  /** TLS from the first byte (`smtps://`, RFC 8314 §3.3). */
  readonly secure: boolean
  /** Go on only after STARTTLS. */
  readonly requireTls: boolean
  readonly auth: { readonly user: string; readonly pass: string } | undefined
}

/** Where mail is handed in: RFC 6409 §3.1 for plain and STARTTLS, RFC 8314 §7.3 for implicit TLS. */
const SUBMISSION_PORT = 587
const SUBMISSIONS_PORT = 465

/**
 * Reads `smtp://user:password@host:port` or `smtps://…`; undefined when it is neither.
 *
 * A password is sent only under TLS, since whoever sits between could otherwise hide STARTTLS and read
 * it, and the tokens after it. `?requireTLS=false` is for a relay on a network that the operator trusts.
 */
export function parseSmtpUrl(text: string): SmtpServer | undefined {
  const url = URL.parse(text)
  if (url === null || (url.protocol !== 'smtp:' && url.protocol !== 'smtps:')) return undefined
  if (url.hostname === '' || (url.pathname !== '' && url.pathname !== '/')) return undefined
  const asked = url.searchParams.get('requireTLS')
  if (asked !== null && asked !== 'true' && asked !== 'false') return undefined
  const user = decode(url.username)
  const pass = decode(url.password)
  if (user === undefined || pass === undefined) return undefined
  const secure = url.protocol === 'smtps:'
  const auth = user === '' ? undefined : { user, pass }
  return {
    // An IPv6 address stands in brackets in a URL, and without them everywhere else.
    host: url.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: url.port === '' ? (secure ? SUBMISSIONS_PORT : SUBMISSION_PORT) : Number(url.port),
    secure,
    requireTls: asked === null ? auth !== undefined && !secure : asked === 'true',
    auth,
  }
}

function decode(part: string): string | undefined {
  try {
    return decodeURIComponent(part)
  } catch {
    return undefined
  }
}
