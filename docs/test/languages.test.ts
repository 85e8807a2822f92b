import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { lastTokenOf, runningServer, WRONG_TOKEN } from '../../conformance/running-server.ts'
import { GUIDES } from './guides.ts'
import { LANGUAGES, missingTools, runProgram } from './languages.ts'

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
      await server.set('installLinkByDefault', 'false')
      const folder = mkdtempSync(join(tmpdir(), 'countersign-program-'))
      onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
      const here = text
        .replaceAll('the-api-key', server.apiKey)
        .replaceAll('http://127.0.0.1:8080', server.url)
      let tries = 0
      const ran = await runProgram(known, here, folder, async () =>
        tries++ === 0 ? WRONG_TOKEN : await lastTokenOf(server),
      )
      const printed = ran.text.replaceAll(/Token: \n?/g, '')
      expect(printed.replaceAll('\r', '')).toBe(
        `Store this Authy id: ${await server.addUser('555-123-4567')}\n` +
          'That is not right. Try again.\nYou are in.\n',
      )
      expect([tries, ran.exitCode]).toEqual([2, 0])
    },
  )
}
