import { createHash } from 'node:crypto'
import { readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { build } from 'vite'

/**
 * Builds the pages, the service worker that keeps them, and what is sent compressed: into `dist`, or
 * into the folder that is named.
 */

const root = join(import.meta.dirname, '..')
const dist = resolve(process.argv[2] ?? join(root, 'dist'))

/** Below this, the headers outweigh what compression saves. */
const LEAST_BYTES = 1_024

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

for (const name of files(dist)) {
  if (!/\.(js|css|svg|html|webmanifest)$/.test(name)) continue
  const path = join(dist, name)
  const bytes = readFileSync(path)
  if (bytes.length < LEAST_BYTES) continue
  writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 9 }))
  const quality = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  writeFileSync(`${path}.br`, brotliCompressSync(bytes, { params: quality }))
}

function files(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(dist, join(entry.parentPath, entry.name)).replaceAll(sep, '/'))
    .sort()
}
