// `npm run docs`: writes what is made from the code.
import { writeFileSync } from 'node:fs'
import { GENERATED } from './pages.ts'

for (const [path, make] of Object.entries(GENERATED)) {
  writeFileSync(new URL(`../../${path}`, import.meta.url), await make())
}
