/**
 * What may be logged of an error that outside code threw while it held a number or a token: of what
 * kind it is and where it came from, but never its message, which may quote what was being sent.
 */
export function errorPlace(thrown: unknown): {
  readonly type: string
  readonly code: string | undefined
  readonly at: string
} {
  if (!(thrown instanceof Error)) return { type: typeof thrown, code: undefined, at: '' }
  const code = 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : ''
  const frames = (thrown.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line))
  return {
    type: thrown.constructor.name,
    // System codes, `ECONNRESET`; anything longer or with digits enough to be a number is none.
    code: /^[A-Z_]{2,40}$/.test(code) ? code : undefined,
    at: frames.map((line) => line.trim()).join('\n'),
  }
}
