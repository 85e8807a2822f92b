import { cpSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'
import { NATIVE } from './native.ts'

/**
 * Builds the command, and with it the service, into `dist`, or into the folder that is named, which must stand
 * beside `src` too: everything that is imported in a few files, where Node would read a thousand
 * (docs/decisions/built-command.md).
 */

const root = join(import.meta.dirname, '..')
const server = join(root, '..', 'server', 'src')
const dist = resolve(process.argv[2] ?? join(root, 'dist'))

// Whoever starts it may have set another, as test runners do.
process.env['NODE_ENV'] = 'production'

await build({
  root,
  configFile: false,
  logLevel: 'warn',
  ssr: { noExternal: true, external: NATIVE, resolve: { conditions: ['source', 'node'] } },
  build: {
    // For Node, in Vite's words.
    ssr: true,
    target: 'node24',
    outDir: dist,
    emptyOutDir: true,
    // What is built in is handed on, and its licenses ask to come with it.
    license: { fileName: 'licenses.md' },
    // Stack traces are read.
    minify: false,
    rolldownOptions: {
      // The threads are where apps/server/src/places.ts says.
      input: {
        main: join(root, 'src', 'main.ts'),
        'writer-thread': join(server, 'writer-thread.ts'),
        'reader-thread': join(server, 'reader-thread.ts'),
        'qr/worker': join(server, 'qr', 'worker.ts'),
      },
      output: { entryFileNames: '[name].js', chunkFileNames: '[name].js' },
    },
  },
})
const page = join('http', 'reference', 'page')
cpSync(join(server, page), join(dist, page), { recursive: true })
// The last file: where it is missing, the build was broken off.
writeFileSync(join(dist, 'built'), '')
