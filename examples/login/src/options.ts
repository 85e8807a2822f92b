import { randomBytes } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AuthenticationService } from './authentication-service.ts'

export interface LoginAppOptions {
  /** Of the service, as `https://2fa.example.com`. */
  readonly countersignUrl: string
  readonly apiKey: string
  /** How browsers reach this app, without a slash at its end; over https its cookies are for https alone. */
  readonly publicUrl: string
  /** Signs session cookies. */
  readonly sessionSecret: string
  /** The folder of the app's own database, or `:memory:`. */
  readonly dataDir: string
  /** A client of `countersignUrl` unless given. */
  readonly service?: AuthenticationService
  readonly now?: () => number
  /** Told what failed, without anything secret. */
  readonly log?: (line: string) => void
}

export interface Settings {
  readonly port: number
  readonly options: LoginAppOptions
}

export type ParsedSettings =
  | { readonly ok: true; readonly settings: Settings }
  | { readonly ok: false; readonly problems: readonly string[] }

const DEFAULT_PORT = 3000
const LEAST_SECRET_CHARACTERS = 32

/** Reads the environment; every mistake in it is named at once, and no secret with it. */
export function parseSettings(env: NodeJS.ProcessEnv): ParsedSettings {
  const problems: string[] = []
  const originOf = (name: string, standard: string): string => {
    const text = env[name] ?? standard
    const url = URL.parse(text)
    if (url !== null && /^https?:$/.test(url.protocol) && url.pathname === '/') return url.origin
    problems.push(`${name}: expected a URL without a path, as https://2fa.example.com.`)
    return standard
  }
  const portText = env['PORT'] ?? String(DEFAULT_PORT)
  // Not 0: the callback's URL, which is set at the service, has the port in it.
  const isPort = /^[1-9]\d{0,4}$/.test(portText) && Number(portText) <= 65_535
  if (!isPort) problems.push('PORT: expected a number from 1 to 65535.')
  const port = isPort ? Number(portText) : DEFAULT_PORT
  const apiKey = env['COUNTERSIGN_API_KEY'] ?? ''
  if (apiKey === '') problems.push('COUNTERSIGN_API_KEY: expected the API key of your app.')
  const dataDir = env['DATA_DIR'] ?? './data/login'
  const secret = env['SESSION_SECRET']
  if (secret !== undefined && secret.length < LEAST_SECRET_CHARACTERS)
    problems.push(`SESSION_SECRET: expected ${LEAST_SECRET_CHARACTERS} characters or more.`)
  const countersignUrl = originOf('COUNTERSIGN_URL', 'http://127.0.0.1:8080')
  const publicUrl = originOf('PUBLIC_URL', `http://127.0.0.1:${port}`)
  if (problems.length > 0) return { ok: false, problems }
  const sessionSecret = secret ?? keptSecret(dataDir)
  const options = { countersignUrl, apiKey, publicUrl, sessionSecret, dataDir }
  return { ok: true, settings: { port, options } }
}

/** Without SESSION_SECRET, one that is made at the first start and kept beside the database. */
export function keptSecret(dataDir: string): string {
  const path = join(dataDir, 'session.secret')
  if (!existsSync(path)) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 })
    writeFileSync(path, randomBytes(32).toString('base64url'), { mode: 0o600 })
  }
  chmodSync(path, 0o600)
  return readFileSync(path, 'utf8')
}
