import { errorsPage } from './errors-page.ts'
import { limitsPage } from './limits-page.ts'

/** Pages below docs/ that are made from the code. */
export const GENERATED: Readonly<Record<string, () => string | Promise<string>>> = {
  'errors.md': errorsPage,
  'limits.md': limitsPage,
}
