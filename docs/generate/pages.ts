import { clientExamples } from './client-examples.ts'
import { clientPage } from './client-page.ts'
import { errorsPage } from './errors-page.ts'
import { limitsPage } from './limits-page.ts'

/** Files that are made from the code, by their path from the root of the repository. */
export const GENERATED: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/client.md': clientPage,
  'docs/errors.md': errorsPage,
  'docs/limits.md': limitsPage,
  'packages/client/test/documented-examples.ts': clientExamples,
}
