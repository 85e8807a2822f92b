import { isBeyondFields } from '../app/field-errors.ts'
import { ProblemNote } from './problem-note.tsx'

interface FormProblemProps {
  readonly error: unknown
  /** Those that show what is wrong with them beside themselves. */
  readonly fields: readonly string[]
}

/** What went wrong with a form, where no field of it says so. */
export function FormProblem({ error, fields }: FormProblemProps) {
  return isBeyondFields(error, fields) ? <ProblemNote error={error} /> : null
}
