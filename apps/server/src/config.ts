import { isIPv6 } from 'node:net'

import { readDeliverySettings } from './config/delivery-settings.ts'
import { readKeepDays } from './config/keep-days.ts'
import {
  addressBlocks,
  anyText,
  bearerToken,
  count,
  emailAddresses,
  host,
  httpUrl,
  lookUpUrl,
  oneOf,
  origin,
  port,
  postgresUrl,
  trustProxy,
  type TrustProxy,
} from './config/kinds.ts'
import { masterKeys } from './config/master-keys.ts'
import { createReader, type Environment, type Reader } from './config/reader.ts'
import type { DeliverySettings } from './delivery/settings.ts'
import { type AddressBlock, INNER_NETWORKS } from './domain/inner-address.ts'
import type { KeepDays } from './domain/keep-days.ts'
import type { Sharing } from './store/postgres/shares.ts'
import type { MasterKey } from './store/vault.ts'

const LOG_LEVELS = ['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'] as const

/** Far above what one PostgreSQL serves: a larger number is a mistake. */
const MOST_NODES = 1_000
const MOST_CONNECTIONS = 100_000

/** Everything that the operator decides, read once at the start. docs/configuration.md explains each. */
export interface Config {
  readonly listen: {
    readonly host: string
    /** 0 takes any free port. */
    readonly port: number
    readonly tls: { readonly certFile: string; readonly keyFile: string } | undefined
    readonly trustProxy: TrustProxy
  }
  /** How the world reaches us; without a slash at its end. */
  readonly publicUrl: string
  /** The link in the SMS that invites to install the authenticator. */
  readonly installUrl: string
  readonly store: {
    readonly dataDir: string
    /** PostgreSQL; absent, SQLite in `dataDir`. */
    readonly databaseUrl: string | undefined
    /** A replica of that, for the console's lists and charts. */
    readonly readUrl: string | undefined
    readonly sharing: Sharing
  }
  /** The first seals, all of them open. Empty only without `databaseUrl`: a key beside the file will do. */
  readonly masterKeys: readonly MasterKey[]
  readonly keep: KeepDays
  readonly logLevel: (typeof LOG_LEVELS)[number]
  /** What a reader of /metrics must show. */
  readonly metricsToken: string | undefined
  readonly delivery: DeliverySettings
  /** Inner addresses that callbacks and pushes may reach. */
  readonly outboundAllowed: readonly AddressBlock[]
  /** Who is told what an operator has to do. */
  readonly operatorEmails: readonly string[]
  /** Who knows more of a phone number than the numbering plans. */
  readonly phoneLookUp: { readonly url: string; readonly token: string | undefined } | undefined
}

export type ParsedConfig =
  | { readonly ok: true; readonly config: Config }
  | { readonly ok: false; readonly problems: readonly string[] }

/** Reads the environment; every mistake in it is named at once, and no secret with it. */
export function parseConfig(env: Environment): ParsedConfig {
  const reader = createReader(env)
  const listen = readListen(reader)
  const publicUrl = reader.read('PUBLIC_URL', origin) ?? defaultPublicUrl(listen)
  const databaseUrl = reader.read('DATABASE_URL', postgresUrl)
  const config: Config = {
    listen,
    publicUrl,
    installUrl: reader.read('INSTALL_URL', httpUrl) ?? publicUrl,
    store: {
      dataDir: reader.read('DATA_DIR', anyText) ?? './data',
      databaseUrl,
      readUrl: reader.read('DATABASE_READ_URL', postgresUrl),
      sharing: {
        nodes: reader.read('DATABASE_NODES', count(MOST_NODES)) ?? 1,
        together: reader.read('DATABASE_CONNECTIONS', count(MOST_CONNECTIONS)),
      },
    },
    masterKeys: reader.read('MASTER_KEY', masterKeys) ?? [],
    keep: readKeepDays(reader),
    logLevel: reader.read('LOG_LEVEL', oneOf(LOG_LEVELS)) ?? 'info',
    metricsToken: reader.read('METRICS_TOKEN', bearerToken),
    delivery: readDeliverySettings(reader),
    // One machine with everything on it, to try it out: its apps are on loopback.
    outboundAllowed:
      reader.read('OUTBOUND_ALLOW', addressBlocks) ??
      (databaseUrl === undefined ? INNER_NETWORKS.loopback : []),
    operatorEmails: reader.read('OPERATOR_EMAIL', emailAddresses) ?? [],
    phoneLookUp: readPhoneLookUp(reader),
  }
  // Processes that share a database must share its key, and a file in one of them is not shared.
  if (reader.isSet('DATABASE_URL') && !reader.isSet('MASTER_KEY')) {
    reader.complain(
      'MASTER_KEY: expected a value, since DATABASE_URL is set (openssl rand -base64 32 makes one); got nothing.',
    )
  }
  for (const name of ['DATABASE_READ_URL', 'DATABASE_NODES', 'DATABASE_CONNECTIONS']) {
    if (reader.isSet(name) && !reader.isSet('DATABASE_URL'))
      reader.complain(`${name}: expected nothing, since DATABASE_URL is not set; got a value.`)
  }
  return reader.problems.length === 0
    ? { ok: true, config }
    : { ok: false, problems: reader.problems }
}

function readPhoneLookUp(reader: Reader): Config['phoneLookUp'] {
  const url = reader.read('PHONE_LOOKUP_URL', lookUpUrl)
  const token = reader.read('PHONE_LOOKUP_TOKEN', bearerToken)
  return url === undefined ? undefined : { url, token }
}

function readListen(reader: Reader): Config['listen'] {
  const certFile = reader.read('TLS_CERT_FILE', anyText)
  const keyFile = reader.read('TLS_KEY_FILE', anyText)
  if ((certFile === undefined) !== (keyFile === undefined)) {
    const [missing, present] =
      certFile === undefined ? ['TLS_CERT_FILE', 'TLS_KEY_FILE'] : ['TLS_KEY_FILE', 'TLS_CERT_FILE']
    reader.complain(`${missing}: expected a file, since ${present} names one; got nothing.`)
  }
  return {
    host: reader.read('HOST', host) ?? '127.0.0.1',
    port: reader.read('PORT', port) ?? 8080,
    tls: certFile === undefined || keyFile === undefined ? undefined : { certFile, keyFile },
    trustProxy: reader.read('TRUST_PROXY', trustProxy) ?? false,
  }
}

function defaultPublicUrl({ host, port, tls }: Config['listen']): string {
  // Nobody can open "all interfaces"; whoever tries it out does so on the same machine.
  const isEverywhere = host === '0.0.0.0' || host === '::'
  const shown = isEverywhere ? 'localhost' : isIPv6(host) ? `[${host}]` : host
  const url = `${tls === undefined ? 'http' : 'https'}://${shown}:${port}`
  // A host may be one that sockets know and URLs do not, as fe80::1%eth0.
  return URL.parse(url)?.origin ?? url
}
