import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test, vi } from 'vitest'
import {
  lastTokenOf,
  runningServer,
  type RunningServer,
  WRONG_TOKEN,
} from '../../conformance/running-server.ts'
import { GUIDES } from './guides.ts'
import { LANGUAGES, missingTools, prepareProgram, runProgram } from './languages.ts'
import { ROOT } from './repository.ts'

// A compiler that has compiled nothing yet takes its time, more so where others are busy.
vi.setConfig({ testTimeout: 90_000 })

const programs = GUIDES.flatMap(({ path, blocks }) =>
  blocks.flatMap(({ language, text, line }) => {
    const known = LANGUAGES[language]
    return known === undefined ? [] : [{ name: `${path}:${line} (${language})`, known, text }]
  }),
)

test('the guides have a program in each language', () => {
  expect(new Set(programs.map(({ known }) => known))).toEqual(new Set(Object.values(LANGUAGES)))
})

for (const { name, known, text } of programs) {
  const missing = missingTools(known)
  const lacks = missing.length === 0 ? '' : ` (this machine has no ${missing.join(', ')})`
  test.skipIf(missing.length > 0)(
    `${name} lets the right token in and keeps a wrong one out${lacks}`,
    async () => {
      const server = await runningServer()
      const folder = mkdtempSync(join(tmpdir(), 'countersign-program-'))
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
      const here = text
        .replaceAll('the-api-key', server.apiKey)
        .replaceAll('http://127.0.0.1:8080', server.url)
      expect(await logIn(server, prepareProgram(known, here, folder))).toEqual(await login(server))
    },
  )
}

test('login-with-authy.js, with the library as it is in the registry, does the same', async () => {
  const server = await runningServer()
  const program = {
    command: [process.execPath, 'docs/examples/login-with-authy.js'],
    folder: ROOT,
    env: { COUNTERSIGN_API_KEY: server.apiKey, COUNTERSIGN_URL: server.url },
  }
  expect(await logIn(server, program)).toEqual(await login(server))
})

/** Types a wrong token and then the one that was sent. */
async function logIn(server: RunningServer, program: Parameters<typeof runProgram>[0]) {
  await server.set('installLinkByDefault', 'false')
  let tries = 0
  const { text, exitCode } = await runProgram(program, async () =>
    tries++ === 0 ? WRONG_TOKEN : await lastTokenOf(server),
  )
  return { printed: text.replaceAll(/Token: \n?|\r/g, ''), tries, exitCode }
}

/** What every program prints: the same number is the same person, so the id can be asked for again. */
async function login(server: RunningServer) {
  const authyId = await server.addUser('555-123-4567')
  const printed = `Store this Authy id: ${authyId}\nThat is not right. Try again.\nYou are in.\n`
  return { printed, tries: 2, exitCode: 0 }
}
