import { createHash } from 'node:crypto'
import { readFileSync, readdirSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { build } from 'vite'
import { compressBuild } from '../../../scripts/compress-build.mjs'

/**
 * Builds the pages, the service worker that keeps them, and what is sent compressed: into `dist`, or
 * into the folder that is named.
 */

const root = join(import.meta.dirname, '..')
const dist = resolve(process.argv[2] ?? join(root, 'dist'))

// Whoever starts it may have set another, as test runners do, and React would come with all its checks.
process.env['NODE_ENV'] = 'production'

await build({
  configFile: join(root, 'vite.config.ts'),
  logLevel: 'warn',
  build: { outDir: dist },
})

// The page itself is asked for as the folder, the rest by name. The manifest and its icons are the
// browser's own affair: it fetches them when it installs.
const kept = files(dist).filter((name) => /\.(js|css|svg)$/.test(name))
const version = createHash('sha256')
for (const name of ['index.html', ...kept])
  version.update(name).update(readFileSync(join(dist, name)))

await build({
  configFile: join(root, 'build', 'worker.config.ts'),
  logLevel: 'warn',
  build: { outDir: dist },
  define: {
    FILES: JSON.stringify(['./', ...kept]),
    VERSION: JSON.stringify(version.digest('hex').slice(0, 16)),
  },
})

compressBuild(dist)

function files(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dist, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort()
}
