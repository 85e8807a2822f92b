import { execFileSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'

const PACKAGE = join(import.meta.dirname, '../..')
const BIN = join(PACKAGE, '../../node_modules/.bin')

export interface Packed {
  /** With the package under `node_modules`, as where somebody installed it. */
  readonly folder: string
  readonly installed: string
  /** As `npm pack` writes it. */
  readonly tarball: string
  readonly bytes: number
  readonly files: readonly string[]
  readonly remove: () => void
}

/**
 * Builds and packs the client as it would be published, and installs it in a folder of its own. Nothing
 * is written into the package itself: several tests do this at once.
 */
export function packClient(): Packed {
  const folder = mkdtempSync(join(tmpdir(), 'countersign-client-'))
  const source = join(folder, 'source')
  mkdirSync(source)
  for (const name of ['package.json', 'README.md']) cpSync(join(PACKAGE, name), join(source, name))
  const env = { ...process.env, PATH: [BIN, process.env['PATH']].join(delimiter) }
  const build = [join(PACKAGE, 'build', 'build.ts'), join(source, 'dist')]
  execFileSync(process.execPath, build, { env })
  const pack = ['pack', '--json', '--ignore-scripts', '--pack-destination', folder]
  const shell = process.platform === 'win32'
  const printed = execFileSync('npm', pack, { cwd: source, env, encoding: 'utf8', shell })
  // One package, as npm describes it.
  const [{ filename, size, files }] = JSON.parse(printed) as [
    {
      readonly filename: string
      readonly size: number
      readonly files: readonly { readonly path: string }[]
    },
  ]
  const tarball = join(folder, filename)
  const installed = join(folder, 'node_modules', '@countersign', 'client')
  mkdirSync(installed, { recursive: true })
  execFileSync('tar', ['-xzf', tarball, '-C', installed, '--strip-components=1'])
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }\n')
  return {
    folder,
    installed,
    tarball,
    bytes: size,
    files: files.map(({ path }) => path),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  }
}
