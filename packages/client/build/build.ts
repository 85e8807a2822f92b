import { spawnSync } from 'node:child_process'
import { cpSync, readdirSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'

/**
 * Builds the package into `dist`, or into the folder that is named: what it needs of packages/wire goes
 * into it, so that whoever installs it installs nothing else.
 */

const root = join(import.meta.dirname, '..')
const dist = resolve(process.argv[2] ?? join(root, 'dist'))

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
      entry: ['index', 'express', 'fastify', 'hono'].map((name) => join(root, 'src', `${name}.ts`)),
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
for (const name of readdirSync(own)) cpSync(join(own, name), join(dist, name))
rmSync(types, { recursive: true })
