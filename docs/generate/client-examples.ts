import { readFunctions, readModules } from './read-client.ts'

/** What examples speak of without saying where it comes from: the members of `Given`. */
const GIVEN = [
  'apiKey',
  'app',
  'approval',
  'authyId',
  'code',
  'countersign',
  'countryCode',
  'decided',
  'email',
  'phone',
  'request',
  'signal',
  'token',
  'url',
  'uuid',
]

/** Entries that have a `verifyCallbacks` of their own, with the type of their `app`. */
const FRAMEWORKS: Readonly<Record<string, string>> = {
  express: "import('express').Express",
  fastify: "import('fastify').FastifyInstance",
  hono: "import('hono').Hono",
}

/**
 * The examples of the client's doc comments as a module, so that they are compiled with everything else
 * and run by a test: each a function of what it speaks of.
 */
export function clientExamples(): string {
  const calls = [...readModules().flatMap((module) => module.calls), ...readFunctions()]
  return [
    '// Made by `npm run docs` of the examples in the doc comments of packages/client/src: change them there.',
    [
      "import { createClient, readSignedAnswer, verifyCallback } from '@countersign/client'",
      ...Object.keys(FRAMEWORKS).map(
        (entry) => `import * as ${entry} from '@countersign/client/${entry}'`,
      ),
      "import type { Given } from './given.ts'",
    ].join('\n'),
    ...calls.map(({ name, example }) => exampleFunction(name, example)),
    '',
  ].join('\n\n')
}

function exampleFunction(name: string, example: string): string {
  const declared = [...example.matchAll(/const (?:\{ ([^}]*) \}|(\w+)) =/g)].flatMap(
    ([, several, one = '']) => several?.split(', ') ?? [one],
  )
  const handed = [...example.matchAll(/\((\w+(?:, \w+)*)\) =>/g)].flatMap(([, list = '']) =>
    list.split(', '),
  )
  const spoken = GIVEN.filter(
    (word) =>
      !declared.includes(word) &&
      !handed.includes(word) &&
      new RegExp(`(?<![\\w.'/])${word}(?![\\w:'])`).test(example.replaceAll(/`[^`]*`/g, '')),
  )
  const [entry = '', call] = name.split('.')
  const type = FRAMEWORKS[entry]
  const given = type === undefined ? 'Given' : `Given & { readonly app: ${type} }`
  const own = type === undefined ? '' : `const { verifyCallbacks, callbackOf } = ${entry}\n`
  const suffix = `${entry}${call === undefined ? '' : call[0]?.toUpperCase() + call.slice(1)}`
  const result = /\breturn\b/.test(example) || spoken.includes('app') ? '' : resultOf(declared)
  return `export async function ${suffix}Example({ ${spoken.join(', ')} }: ${given}) {\n${own}${example}\n${result}}`
}

/** An example that ends with what it made hands that over, so that a test can look at it. */
function resultOf(declared: readonly string[]): string {
  const last = declared.at(-1)
  return last === undefined ? '' : `return ${last}\n`
}
