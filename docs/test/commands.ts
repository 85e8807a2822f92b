/** The commands of a block, one for each, with their comments: a quote or a backslash at an end goes on in the next line. */
export function splitCommands(block: string): readonly string[] {
  const commands: string[] = []
  let open = ''
  for (const line of block.split('\n')) {
    open += open === '' ? line : `\n${line}`
    if (isOpen(open)) continue
    if (!/^\s*(#|$)/.test(open)) commands.push(open)
    open = ''
  }
  if (open !== '') throw new Error(`This command has no end: ${open}`)
  return commands
}

function isOpen(text: string): boolean {
  let quote = ''
  for (const [at, sign] of text.split('').entries()) {
    if (quote !== '') quote = sign === quote ? '' : quote
    else if (sign === '"' || sign === "'") quote = sign
    else if (sign === '#' && /^\s?$/.test(text[at - 1] ?? '')) return false
  }
  return quote !== '' || text.endsWith('\\')
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** What pages write where each reader has a value of their own, and where in what was printed it stands. */
const PRINTED: Readonly<Record<string, RegExp>> = {
  'the-authy-id': /(?<="user":\{"id":)\d+/g,
  'the-token': /\d{6,8}(?= is your code for)/g,
  'the-code': /\d{6}(?= is your verification code for)/g,
  'the-uuid': UUID,
}

/** A command as this run has it: `the-token` is the last token that was printed. */
export function fillIn(
  command: string,
  given: Readonly<Record<string, string>>,
  printed: string,
): string {
  return Object.entries(given)
    .reduce((text, [from, to]) => text.replaceAll(from, to), command)
    .replaceAll(/\bthe-(?:api-key|authy-id|token|code|uuid)\b/g, (name) => {
      const value = printed.match(PRINTED[name] ?? /$^/g)?.at(-1)
      if (value === undefined)
        throw new Error(`Nothing was printed yet that is ${name}: ${command}`)
      return value
    })
}

/**
 * Where an answer differs from the one on the page: names, their order, and every text and truth on which
 * all answers agree. Numbers, and texts with a digit or `…` in them, are each reader's own.
 */
export function findDifference(
  shown: unknown,
  came: unknown,
  at = 'the answer',
): string | undefined {
  if (typeof shown === 'object' && shown !== null && typeof came === 'object' && came !== null) {
    const [names, others] = [Object.keys(shown), Object.keys(came)]
    if (names.join() !== others.join()) return `${at} has ${others.join()}, not ${names.join()}`
    const differences = Object.entries(shown).map(([name, value]) =>
      findDifference(value, (came as Readonly<Record<string, unknown>>)[name], `${at}.${name}`),
    )
    return differences.find((each) => each !== undefined)
  }
  const isOwn = typeof shown === 'number' || (typeof shown === 'string' && /[\d…]/u.test(shown))
  if (isOwn && typeof came === typeof shown) return undefined
  return shown === came
    ? undefined
    : `${at} is ${JSON.stringify(came)}, not ${JSON.stringify(shown)}`
}
