import { ERRORS } from '@countersign/wire'
import { COMMANDS } from '../../apps/cli/src/command-list.ts'
import { SETTING_NAMES } from '../../apps/server/src/domain/app-settings.ts'
import { testServer } from '../../apps/server/test/test-server.ts'
import type { Known } from './find-untrue.ts'
import type { Page } from './page.ts'
import { isInstalled, listFiles, readPackages, readSources } from './repository.ts'
import { readRoutes } from './routes.ts'

/** Looks at the software itself: its router, its table of errors, its commands, its files. Within a test. */
export async function lookAround(pages: readonly Page[]): Promise<Known> {
  const { app } = await testServer()
  await app.ready()
  const files = listFiles()
  const { words, variables } = readSources(files)
  const { scripts, names, tarballs } = readPackages(files)
  return {
    pages: new Map(pages.map((page) => [page.path, page])),
    files: new Set(files),
    routes: readRoutes(app),
    errorCodes: new Set(Object.values(ERRORS).map(({ code }) => code)),
    commands: COMMANDS,
    scripts,
    packages: names,
    tarballs,
    isInstalled,
    variables: new Set([...variables, ...documentedVariables(pages)]),
    settings: new Set<string>(SETTING_NAMES),
    words,
  }
}

/** The server's own tests see to it that the page has every variable that is read, and no other. */
function documentedVariables(pages: readonly Page[]): readonly string[] {
  const page = pages.find(({ path }) => path === 'docs/configuration.md')
  return [...(page?.text ?? '').matchAll(/^\| `(\w+)`/gm)].map(([, name = '']) => name)
}
