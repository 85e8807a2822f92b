import { writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { compressBuild } from '../../../scripts/compress-build.mjs'

/** Builds the pages, and what is sent compressed: into `dist`, or into the folder that is named. */

const root = join(import.meta.dirname, '..')
const dist = resolve(process.argv[2] ?? join(root, 'dist'))

// Whoever starts it may have set another, as test runners do, and React would come with all its checks.
process.env['NODE_ENV'] = 'production'

await build({
  configFile: join(root, 'vite.config.ts'),
  logLevel: 'warn',
  build: { outDir: dist },
})
compressBuild(dist)
// The last file: where it is missing, the build was broken off.
writeFileSync(join(dist, 'built'), '')
