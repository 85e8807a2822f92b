/** What a command comes to. An expected failure is a value, printed in one place: main.ts. */
export type Outcome = Done | Failure

interface Done {
  readonly result: 'done'
  /** 1 where the command did its work and what it found is bad, as `doctor` may. */
  readonly exitCode: 0 | 1
}

export interface Failure {
  readonly result: 'failed'
  readonly exitCode: 1 | 2
  /** One sentence: what happened. */
  readonly error: string
  /** One sentence: what to do next. */
  readonly hint: string
}

export const DONE: Outcome = { result: 'done', exitCode: 0 }

export function failure(error: string, hint: string): Failure {
  return { result: 'failed', exitCode: 1, error, hint }
}

/** The command line or the environment is wrong, and trying again as it is cannot help. */
export function misuse(error: string, hint: string): Failure {
  return { result: 'failed', exitCode: 2, error, hint }
}
