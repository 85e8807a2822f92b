export type Environment = Readonly<Record<string, string | undefined>>

/** How one setting is read. */
export interface Kind<T> {
  /** Ends the sentence "PORT: expected …". */
  readonly expected: string
  /** Undefined when the text is not of this kind. */
  readonly parse: (text: string) => T | undefined
  /** Never repeated in a problem: problems end up in logs and screenshots. */
  readonly isSecret?: boolean
}

/** Reads settings one by one and keeps every mistake, so that an operator mends all of them at once. */
export interface Reader {
  readonly problems: readonly string[]
  /** The value; undefined when the variable is unset or empty, and when it is wrong, which is a problem then. */
  read<T>(name: string, kind: Kind<T>): T | undefined
  /** An empty variable is unset: that is how compose files and shells pass on what they do not have. */
  isSet(name: string): boolean
  complain(sentence: string): void
}

/** Enough to recognise what one wrote. */
const ECHO_CHARACTERS = 60

export function createReader(env: Environment): Reader {
  const problems: string[] = []
  const textOf = (name: string) => env[name]?.trim() ?? ''
  return {
    problems,
    read(name, { expected, parse, isSecret = false }) {
      const text = textOf(name)
      if (text === '') return undefined
      const value = parse(text)
      if (value === undefined) {
        const came = isSecret
          ? `${text.length} characters that are not repeated here`
          : JSON.stringify(withoutPassword(text).slice(0, ECHO_CHARACTERS))
        problems.push(`${name}: expected ${expected}, got ${came}.`)
      }
      return value
    },
    isSet: (name) => textOf(name) !== '',
    complain(sentence) {
      problems.push(sentence)
    },
  }
}

/** A password may stand even in a URL that should have none. */
function withoutPassword(text: string): string {
  return text.replace(/\/\/.*@/, '//…@')
}
