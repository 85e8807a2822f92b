import { readFileSync } from 'node:fs'
import { join } from 'node:path'

/** What the declaration of the root entry is made of; the rest is nobody's but ours. */
const PUBLIC_MODULES = [
  'client',
  'users',
  'tokens',
  'approvals',
  'phones',
  'app',
  'answer',
  'authy-id',
  'details',
  'options',
  'countersign-error',
  'signed-answer',
  'verify-callback',
  'callback',
  'callback-memory',
]

/**
 * The declarations of an entry as one file, from those that the compiler wrote into `folder`: fewer files
 * and no names of ours in them. The rest of the documentation is in docs/client.md.
 */
export function declarationOf(folder: string, entry: string): string {
  const read = (name: string) => readFileSync(join(folder, `${name}.d.ts`), 'utf8')
  if (entry === 'index') return plain(PUBLIC_MODULES.map(read).join(''))
  const types = "import type { Callback, CallbackOptions } from './index.js';\n"
  return types + plain(read('callback-of') + read(entry))
}

/** Comments before what is called, cut to their first sentence: a dozen kilobytes is all that the package may have. */
function plain(declarations: string): string {
  return declarations
    .replaceAll(/^(import|export) .*from '\.\/.*\n/gm, '')
    .replaceAll(/^export \{\};\n/gm, '')
    .replaceAll(/\/\*\*(.*?)\*\/\s*(\w[\w ]*\()?/gs, (_, comment: string, called = '') =>
      called === '' ? '' : `/** ${firstSentence(comment)} */\n${called}`,
    )
    .replaceAll(/^ +/gm, ' ')
}

function firstSentence(comment: string): string {
  const text = comment
    .replaceAll(/\s*\n\s*\*/g, ' ')
    .replaceAll(/\s+/g, ' ')
    .trim()
  return /^.*?[.:](?= |$)/.exec(text)?.[0] ?? text
}
