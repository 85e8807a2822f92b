// The bundler makes a text of it: what the module itself exports does not matter.
// eslint-disable-next-line import/default
import client from '../../../../../packages/client/test/examples/login.ts?raw'
import guide from '../../../../../docs/add-a-second-factor.md?raw'
import start from '../../../../../docs/start.md?raw'

/** What stands in the guides where the values of an application go. */
const KEY_IN_GUIDES = 'the-api-key'
const URL_IN_GUIDES = 'http://127.0.0.1:8080'

const CALLS = 3

export interface FirstCall {
  readonly name: string
  /** What to install first. */
  readonly about: string
  readonly code: string
}

/** The programs of the guides, which tests run, with the values of an application filled in. */
export function firstCalls(values: {
  readonly publicUrl: string
  readonly apiKey: string
}): readonly FirstCall[] {
  const fill = (code: string) =>
    code.replaceAll(KEY_IN_GUIDES, values.apiKey).replaceAll(URL_IN_GUIDES, values.publicUrl)
  const program = (language: string) => blocksOf(guide, language)[0] ?? ''
  // Register, send, verify; after them the guide goes on to show what a used token gets.
  const calls = blocksOf(start, 'sh')
    .filter((block) => block.includes('/protected/json/'))
    .slice(0, CALLS)
  const typescript = client
    .replace("process.env['COUNTERSIGN_API_KEY'] ?? ''", `'${KEY_IN_GUIDES}'`)
    .replace(`process.env['COUNTERSIGN_URL'] ?? '${URL_IN_GUIDES}'`, `'${URL_IN_GUIDES}'`)
  return [
    {
      name: 'curl',
      about:
        'Register a person, send a token, verify it. Put the id and the token in as you get them.',
      code: fill([`export KEY=${KEY_IN_GUIDES}`, ...calls.map(withoutKey)].join('\n')),
    },
    { name: 'TypeScript', about: 'With @countersign/client, our own.', code: fill(typescript) },
    { name: 'Python', about: 'With authy from PyPI.', code: fill(program('python')) },
    { name: 'Ruby', about: 'With the gem authy.', code: fill(program('ruby')) },
    { name: 'PHP', about: 'With authy/php from Packagist.', code: fill(program('php')) },
    { name: 'Java', about: 'With com.authy:authy-java.', code: fill(program('java')) },
    { name: 'Go', about: 'With github.com/dcu/go-authy.', code: fill(program('go')) },
  ]
}

/** Said once, at the top. */
function withoutKey(block: string): string {
  return block.replace(/^export KEY=.*\n/m, '').trim()
}

function blocksOf(page: string, language: string): readonly string[] {
  return [...page.matchAll(/^```(\w+)\n([\s\S]*?)^```$/gm)].flatMap(([, of, code = '']) =>
    of === language ? [code] : [],
  )
}
