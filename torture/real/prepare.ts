import {
  changeApp,
  createApp,
  createLog,
  migrate,
  openDeps,
  parseConfig,
  setCallback,
} from '@countersign/server'
import type { TortureApp } from '../load/world.ts'

/** Creates the schema and the two apps, with their callback URLs, before any node is started. */
export async function prepareApps(
  env: Readonly<Record<string, string>>,
  settings: {
    readonly wrongTokensPerAddress: number
    readonly callbackUrl: (appName: string) => string
  },
): Promise<{ readonly steady: TortureApp; readonly failing: TortureApp }> {
  const parsed = parseConfig(env)
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  const { deps, store } = openDeps(parsed.config, { log: createLog('error', 'stderr') })
  try {
    await migrate(deps.db, deps.dialect, deps.now())
    const add = async (name: string): Promise<TortureApp> => {
      const created = await createApp(deps, { name, plan: 'production' })
      if (created.result !== 'created') throw new Error(`${name}: ${created.result}`)
      const { app, apiKey } = created
      const limit = String(settings.wrongTokensPerAddress)
      await changeApp(deps, app.id, 'migrationToolsEnabled', 'true')
      await changeApp(deps, app.id, 'wrongTokensPerAddress', limit)
      await setCallback(deps, app.id, settings.callbackUrl(name), 'POST')
      return { id: app.id, name, apiKey }
    }
    return { steady: await add('Steady'), failing: await add('Failing') }
  } finally {
    await store.close()
  }
}
