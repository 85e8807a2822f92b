import { execFileSync, execSync } from 'node:child_process'
import { mkdtempSync, readFileSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { checkPackage, createPackageFromTarballData } from '@arethetypeswrong/core'
import { publint } from 'publint'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Packed, packClient } from './service/packed.ts'

const MOST_BYTES = 12_000

const REPOSITORY = join(import.meta.dirname, '../../..')

let packed: Packed

beforeAll(() => {
  packed = packClient()
})

afterAll(() => packed.remove())

test('the package is small, and holds its entries and nothing else', () => {
  expect(packed.bytes).toBeLessThanOrEqual(MOST_BYTES)
  expect(packed.files.filter((path) => !/^dist\/[\w-]+\.js$/.test(path)).toSorted()).toEqual([
    'README.md',
    'dist/express.d.ts',
    'dist/fastify.d.ts',
    'dist/hono.d.ts',
    'dist/index.d.ts',
    'package.json',
  ])
})

test('the commands of README.md install it in an application', () => {
  const readme = readFileSync(join(import.meta.dirname, '../README.md'), 'utf8')
  const [, pack = '', install = ''] =
    /```sh\n(npm pack .*)\n(npm install .*)\n```/.exec(readme) ?? []
  const application = mkdtempSync(join(packed.folder, 'application-'))
  writeFileSync(join(application, 'package.json'), '{ "type": "module" }')
  const env = { ...process.env, npm_config_offline: 'true', npm_config_audit: 'false' }
  execSync(`${pack} --pack-destination ${application}`, { cwd: REPOSITORY, env, stdio: 'pipe' })
  execSync(install, { cwd: application, env, stdio: 'pipe' })
  const program =
    "import('@countersign/client').then((all) => console.log(Object.keys(all).join()))"
  expect(
    execFileSync(process.execPath, ['-e', program], { cwd: application, encoding: 'utf8' }),
  ).toBe('CountersignError,createCallbackMemory,createClient,readSignedAnswer,verifyCallback\n')
})

test('publint finds nothing', async () => {
  const { messages } = await publint({ pkgDir: packed.installed, strict: true, pack: false })
  expect(messages).toEqual([])
})

test('are the types wrong finds nothing', async () => {
  const { problems } = {
    problems: [],
    ...(await checkPackage(createPackageFromTarballData(readFileSync(packed.tarball)))),
  }
  // Of ES modules alone, which every supported Node can also require.
  const notOfEsm = problems.filter(({ kind, ...where }) => {
    const { resolutionKind } = { resolutionKind: '', ...where }
    return resolutionKind !== 'node10' && kind !== 'CJSResolvesToESM'
  })
  expect(notOfEsm).toEqual([])
})

test('it imports nothing but itself, and knows no runtime by name', () => {
  const dist = join(packed.installed, 'dist')
  for (const name of readdirSync(dist)) {
    const text = readFileSync(join(dist, name), 'utf8')
    const imported = [...text.matchAll(/\b(?:from|import)\s*['"]([^'"]+)['"]/g)].map(([, id]) => id)
    expect(imported.filter((id) => !id?.startsWith('./'))).toEqual([])
    expect(text).not.toMatch(/\b(process|Buffer|require|Deno|Bun)\b[.(]/)
  }
  const { dependencies, peerDependencies } = JSON.parse(
    readFileSync(join(packed.installed, 'package.json'), 'utf8'),
  ) as Readonly<Record<string, unknown>>
  expect([dependencies, peerDependencies]).toEqual([undefined, undefined])
})

test('its declarations compile as strictly as can be, with the types of the web alone', () => {
  writeFileSync(
    join(packed.folder, 'uses.ts'),
    ['', '/express', '/fastify', '/hono']
      .map((entry, at) => `export * as a${at} from '@countersign/client${entry}'`)
      .join('\n'),
  )
  writeFileSync(
    join(packed.folder, 'tsconfig.json'),
    JSON.stringify({
      compilerOptions: {
        strict: true,
        exactOptionalPropertyTypes: true,
        noEmit: true,
        module: 'nodenext',
        target: 'es2022',
        lib: ['es2022', 'webworker', 'webworker.asynciterable'],
        types: [],
        skipLibCheck: false,
      },
      files: ['uses.ts'],
    }),
  )
  const tsc = join(import.meta.dirname, '../../../node_modules/.bin/tsc')
  const shell = process.platform === 'win32'
  expect(execFileSync(tsc, ['-p', packed.folder], { encoding: 'utf8', shell })).toBe('')
})
