import { spawnSync } from 'node:child_process'
import { rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { declarationOf } from './declarations.ts'

/**
 * Builds the package into `dist`, or into the folder that is named: what it needs of packages/wire goes
 * into it, so that whoever installs it installs nothing else.
 */

const root = join(import.meta.dirname, '..')
const dist = resolve(process.argv[2] ?? join(root, 'dist'))

const ENTRIES = ['index', 'express', 'fastify', 'hono']

await build({
  root,
  configFile: false,
  logLevel: 'warn',
  resolve: { conditions: ['source'] },
  build: {
    outDir: dist,
    emptyOutDir: true,
    target: 'es2023',
    // Readable in a debugger; comments are in the declarations.
    minify: true,
    lib: {
      formats: ['es'],
      entry: ENTRIES.map((name) => join(root, 'src', `${name}.ts`)),
    },
    rolldownOptions: {
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js', minify: true },
    },
  },
})

// Declarations of packages/wire come along, and no public type speaks of it.
const types = join(dist, 'types')
const { status } = spawnSync('tsc', ['-p', 'tsconfig.build.json', '--outDir', types], {
  cwd: root,
  stdio: 'inherit',
  shell: process.platform === 'win32',
})
if (status !== 0) process.exit(status ?? 1)
const own = join(types, 'packages', 'client', 'src')
for (const entry of ENTRIES) writeFileSync(join(dist, `${entry}.d.ts`), declarationOf(own, entry))
rmSync(types, { recursive: true })
