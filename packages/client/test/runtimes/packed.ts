import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

const PACKAGE = join(import.meta.dirname, '../..')
const BIN = join(PACKAGE, '../../node_modules/.bin')

export interface Packed {
  /** With the package under `node_modules`, as where somebody installed it. */
  readonly folder: string
  /** As `npm pack` writes it. */
  readonly tarball: string
  readonly bytes: number
  readonly files: readonly string[]
  readonly remove: () => void
}

/** Builds and packs the client as it would be published, and installs it in a folder of its own. */
export function packClient(): Packed {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-client-'))
  const env = { ...process.env, PATH: [BIN, process.env['PATH']].join(delimiter) }
  const printed = execFileSync('npm', ['pack', '--json', '--pack-destination', folder], {
    cwd: PACKAGE,
    env,
    encoding: 'utf8',
    shell: process.platform === 'win32',
  })
  // What the build prints comes before it.
  const [{ filename, size, files }] = JSON.parse(printed.slice(printed.indexOf('[\n'))) as [
    {
      readonly filename: string
      readonly size: number
      readonly files: { readonly path: string }[]
    },
  ]
  const tarball = join(folder, filename)
  const installed = join(folder, 'node_modules', '@countersign', 'client')
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1'])
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  return {
    folder,
    tarball,
    bytes: size,
    files: files.map(({ path }) => path),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
