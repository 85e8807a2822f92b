import { readSignedAnswer, type SignedAnswer } from '@countersign/client'
import type { Attempt } from './attempts.ts'

/** Both sides of an answer, line by line. */
export interface ComparedAnswer {
  /** Whether a statement is there, its signature verifies, and it approves exactly what the app asked. */
  readonly isAsAsked: boolean
  readonly isSigned: boolean
  readonly isVerified: boolean
  readonly answer: 'approved' | 'denied' | undefined
  readonly answeredAt: number | undefined
  readonly rows: readonly {
    readonly name: string
    readonly asked: string
    readonly signed: string | undefined
    readonly isSame: boolean
  }[]
  /** As the device signed it, for whoever wants to verify it again. */
  readonly statement: string | undefined
}

/** Lays what the device signed beside what the app asked; the app believes its own record, not what comes back. */
export async function compareAnswer(
  attempt: Attempt,
  signedAnswer: SignedAnswer | undefined,
): Promise<ComparedAnswer> {
  const signed = signedAnswer === undefined ? undefined : await readSignedAnswer(signedAnswer)
  const asked = [
    ['Question', attempt.question.message],
    ...Object.entries(attempt.question.details),
    ['Request id', attempt.uuid],
  ] as const
  const signedRows = new Map<string, string>(
    signed && [['Question', signed.message], ...signed.details, ['Request id', signed.uuid]],
  )
  const rows = asked.map(([name = '', text = '']) => {
    const other = signedRows.get(name)
    return { name, asked: text, signed: other, isSame: other === text }
  })
  const isSame = rows.every((row) => row.isSame) && signedRows.size === rows.length
  return {
    isAsAsked: isSame && signed?.answer === 'approved' && attempt.status === 'approved',
    isSigned: signedAnswer !== undefined,
    isVerified: signed !== undefined,
    answer: signed?.answer,
    answeredAt: signed?.answeredAt,
    rows,
    statement: signedAnswer?.statement,
  }
}
