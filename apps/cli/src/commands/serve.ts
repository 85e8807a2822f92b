import {
  allApps,
  type Config,
  createFirstApp,
  createLog,
  parseConfig,
  renewFirstLink,
} from '@countersign/server'
import { serve, type Server } from '@countersign/server/serve'
import { untilStopped } from '@countersign/server/until-stopped'
import { explainConfig, explainError } from '../explain-error.ts'
import { firstStartText, startText } from '../greeting.ts'
import type { Invocation } from '../invocation.ts'
import { placeOf } from '../open.ts'
import { DONE, failure, type Failure, type Outcome } from '../outcome.ts'
import { VERSION } from '../version.ts'

const FIRST_APP_NAME = 'My app'

export async function serveUntilStopped({ print }: Invocation): Promise<Outcome> {
  const parsed = parseConfig(process.env)
  if (!parsed.ok) return explainConfig(parsed.problems)
  const { config } = parsed
  const log = createLog(config.logLevel)
  // The text for people comes first; only what is wrong may come before it.
  if (log.isLevelEnabled('info')) log.level = 'warn'
  let server: Server
  try {
    server = await serve(config, log)
  } catch (error) {
    return explainStart(error, config)
  }
  const stopped = untilStopped()
  try {
    const { value, text } = await greet(server, config)
    print.result(value, text)
  } catch (error) {
    await server.close()
    return explainError(error)
  }
  log.level = config.logLevel
  log.info({ url: server.url, database: server.deps.dialect, migrated: server.migrated }, 'ready')
  await stopped
  print.text('\nStopping: what is under way comes to its end. Ctrl-C again stops at once.')
  await server.close()
  return DONE
}

/** What is said at the start. The API key of the first app and the link for the first operator are part of it, and of nothing that is logged. */
async function greet({ url, deps }: Server, config: Config) {
  const created = await createFirstApp(deps, FIRST_APP_NAME)
  const first = created?.result === 'created' ? created : undefined
  const apps = await allApps(deps)
  const place = placeOf(config)
  const link = await renewFirstLink(deps)
  const start = {
    version: VERSION,
    url,
    place,
    dialect: deps.dialect,
    // Unset, it is where every other command looks too.
    dataDir: process.env['DATA_DIR'] ? config.store.dataDir : undefined,
    channels: config.delivery.order,
    firstLink: link?.url,
  }
  return {
    value: {
      url,
      database: deps.dialect,
      place,
      apps: apps.length,
      firstOperatorLink: link?.url ?? null,
      firstApp:
        first === undefined
          ? null
          : {
              appId: first.app.id,
              apiKey: first.apiKey,
              name: first.app.name,
              plan: first.app.plan,
            },
    },
    text:
      first === undefined
        ? startText({ ...start, apps: apps.length })
        : firstStartText({ ...start, app: first.app, apiKey: first.apiKey }),
  }
}

function explainStart(error: unknown, { listen }: Config): Failure {
  const fact = (name: string) =>
    typeof error === 'object' && error !== null
      ? Object.entries(error).find(([key]) => key === name)?.[1]
      : undefined
  const { host, port, tls } = listen
  if (fact('syscall') === 'listen' || fact('syscall') === 'getaddrinfo') {
    switch (fact('code')) {
      case 'EADDRINUSE':
        return failure(
          `Port ${port} of ${host} is in use by another program.`,
          `Stop that program, or set PORT to a free one, as in \`PORT=${port === 8081 ? 8082 : 8081} npm start\`; 0 takes any.`,
        )
      case 'EACCES':
        return failure(
          `This user may not listen on port ${port}.`,
          'Set PORT to one above 1023, as in `PORT=8081 npm start`.',
        )
      default:
        return failure(
          `This machine has no address ${host} to listen on.`,
          'Set HOST to 127.0.0.1 for this machine alone, or to 0.0.0.0 for all of its addresses.',
        )
    }
  }
  const path = fact('path')
  if (tls !== undefined && (path === tls.certFile || path === tls.keyFile)) {
    return failure(
      `The TLS file ${path} could not be read.`,
      'Mend TLS_CERT_FILE or TLS_KEY_FILE, or let this user read the file.',
    )
  }
  if (tls !== undefined && String(fact('code')).startsWith('ERR_OSSL')) {
    return failure(
      'The TLS certificate and its key could not be used.',
      'See that both files are PEM and that the key is the one of the certificate.',
    )
  }
  return explainError(error)
}
