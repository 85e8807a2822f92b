import { allApps, type App, type Deps, findAppByIdOrName } from '@countersign/server'
import { failure, type Failure, misuse } from './outcome.ts'

export type FoundApp = { readonly result: 'found'; readonly app: App } | Failure

/** An app by what was typed. A name goes before an id, for an app that is named like a number. */
export async function findNamedApp(deps: Deps, idOrName: string): Promise<FoundApp> {
  const app = await findAppByIdOrName(deps, idOrName)
  return app === undefined
    ? failure(
        `There is no app ${JSON.stringify(idOrName)}.`,
        '`npx countersign app list` shows them.',
      )
    : { result: 'found', app }
}

/** The one app there is. With several, none is guessed: a change to the wrong one would be noticed late. */
export async function findOnlyApp(deps: Deps): Promise<FoundApp> {
  const apps = await allApps(deps)
  const [app] = apps
  if (app === undefined)
    return failure(
      'There is no app yet.',
      'Make one with `npx countersign app create --name NAME`.',
    )
  if (apps.length > 1) {
    return misuse(
      `There are ${apps.length} apps, so say which one to change.`,
      'Put its id or name before the key, as `npx countersign app list` shows them.',
    )
  }
  return { result: 'found', app }
}
