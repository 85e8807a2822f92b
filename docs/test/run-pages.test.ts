import { spawnSync } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { place, serve } from '../../apps/cli/test/command.ts'
import { fillIn, findDifference, splitCommands } from './commands.ts'
import { GUIDES } from './guides.ts'
import type { Block } from './page.ts'
import { openShell } from './shell.ts'

const canRun = ['sh', 'curl', 'npx'].every(
  (tool) => spawnSync(tool, ['--version']).error === undefined,
)

/**
 * What cannot run within a page: it starts a service or a run of its own, or changes what is installed. Tests
 * of their own run these (apps/cli/test/serve.test.ts, packages/client/test/runtimes, the journeys of the sample
 * login), and documented-things.test.ts sees to it that each script and package is there.
 */
const ELSEWHERE = /^(npm (start|test|run (demo|bench)|pack|install)|git clone|cd)\b/

const pages = GUIDES.filter(({ blocks }) => blocks.some((block) => commandsOf(block).length > 0))

function commandsOf({ language, text }: Block): readonly string[] {
  return language === 'sh' ? splitCommands(text).filter((command) => !ELSEWHERE.test(command)) : []
}

test.skipIf(!canRun).each(pages.map((page) => [page.path, page] as const))(
  'the commands of %s work in their order, and answer what it shows',
  async (_path, { path, blocks }) => {
    const at = await place()
    const { url, apiKey } = await serve(at)
    const env = { ...at.env, npm_config_update_notifier: 'false' }
    const shell = openShell(env, path === 'README.md' ? 'real' : 'direct')
    const given = {
      'the-api-key': apiKey,
      'http://127.0.0.1:8080': url,
      'http://127.0.0.1:3000': await listenAsAnApplication(),
      'countersign device register': `countersign device register --server ${url}`,
    }
    let printed = ''
    for (const [index, block] of blocks.entries()) {
      const commands = commandsOf(block)
      const shown = shownAnswer(blocks[index + 1])
      for (const [turn, command] of commands.entries()) {
        const said = await shell.run(fillIn(command, given, printed))
        printed += `${said.text}\n`
        const isShown = shown !== undefined && turn === commands.length - 1
        expect(`${command}: ${said.exitCode}\n${said.text}`).toContain(
          `${command}: ${isShown && isRefusal(shown) ? CURL_MET_A_REFUSAL : 0}\n`,
        )
        const difference = isShown ? findDifference(shown, JSON.parse(said.text)) : undefined
        expect(difference, `${path}:${block.line}: ${command}`).toBeUndefined()
      }
    }
  },
)

/** `curl --fail-with-body`: the status was 400 or more. */
const CURL_MET_A_REFUSAL = 22

/** The block that follows the commands, where it shows what the last of them answers. */
function shownAnswer(next: Block | undefined): unknown {
  return next?.language === 'json' ? JSON.parse(next.text) : undefined
}

function isRefusal(shown: unknown): boolean {
  return typeof shown === 'object' && shown !== null && 'error_code' in shown
}

/** What the pages have on port 3000: an application that takes callbacks. */
async function listenAsAnApplication(): Promise<string> {
  const application = createServer((request, response) => {
    request.resume().once('end', () => response.end())
  })
  await new Promise<void>((resolve) => application.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void application.close())
  return `http://127.0.0.1:${(application.address() as AddressInfo).port}`
}
