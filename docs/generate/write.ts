// `npm run docs`: writes the pages that are made from the code.
import { writeFileSync } from 'node:fs'
import { GENERATED } from './pages.ts'

for (const [name, page] of Object.entries(GENERATED)) {
  writeFileSync(new URL(`../${name}`, import.meta.url), await page())
}
