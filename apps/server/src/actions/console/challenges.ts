import type { Deps } from '../../deps.ts'
import type { Schema } from '../../store/schema.ts'

/** How long a passkey may be looked for, and a second factor typed, after the first step, in milliseconds. */
export const CHALLENGE_LIFE_MS = 600_000

type Purpose = Schema['operator_challenges']['purpose']

interface Subject {
  readonly purpose: Purpose
  readonly operatorId?: number
  readonly invitationHash?: string
}

/** Keeps what somebody was asked, so that it is answered once, in time, and by whom it was asked. */
export async function recordChallenge(
  { db, vault, now }: Pick<Deps, 'db' | 'vault' | 'now'>,
  challenge: string,
  subject: Subject,
): Promise<{ readonly expiresAt: number }> {
  const expiresAt = now() + CHALLENGE_LIFE_MS
  await db
    .insertInto('operator_challenges')
    .values({
      hash: hashOf(vault, challenge),
      purpose: subject.purpose,
      operator_id: subject.operatorId ?? null,
      invitation_hash: subject.invitationHash ?? null,
      expires_at: expiresAt,
    })
    .execute()
  return { expiresAt }
}

/** Takes a challenge away; of several who answer it at once, one is told true. */
export async function claimChallenge(
  { db, vault, now }: Pick<Deps, 'db' | 'vault' | 'now'>,
  challenge: string,
  subject: Subject,
): Promise<boolean> {
  const claimed = await db
    .deleteFrom('operator_challenges')
    .where('hash', '=', hashOf(vault, challenge))
    .where('purpose', '=', subject.purpose)
    .where('operator_id', subject.operatorId === undefined ? 'is' : '=', subject.operatorId ?? null)
    .where(
      'invitation_hash',
      subject.invitationHash === undefined ? 'is' : '=',
      subject.invitationHash ?? null,
    )
    .where('expires_at', '>', now())
    .returning('hash')
    .executeTakeFirst()
  return claimed !== undefined
}

/** What a ticket between password and second factor stands for; it stays, since a wrong token is not the end of it. */
export async function findTicket(
  { db, vault, now }: Pick<Deps, 'db' | 'vault' | 'now'>,
  ticket: string,
): Promise<{ readonly operatorId: number; readonly approvalUuid: string | null } | undefined> {
  const row = await db
    .selectFrom('operator_challenges')
    .select(['operator_id as operatorId', 'approval_uuid as approvalUuid'])
    .where('hash', '=', hashOf(vault, ticket))
    .where('purpose', '=', 'second-factor')
    .where('expires_at', '>', now())
    .executeTakeFirst()
  return row === undefined || row.operatorId === null
    ? undefined
    : { operatorId: row.operatorId, approvalUuid: row.approvalUuid }
}

/** Ties an approval request to a ticket: its answer counts for this sign-in and no other. */
export async function recordApprovalOfTicket(
  { db, vault }: Pick<Deps, 'db' | 'vault'>,
  ticket: string,
  uuid: string,
): Promise<void> {
  await db
    .updateTable('operator_challenges')
    .set({ approval_uuid: uuid })
    .where('hash', '=', hashOf(vault, ticket))
    .execute()
}

function hashOf(vault: Deps['vault'], challenge: string): string {
  return vault.blindIndex('operator-challenge', challenge)
}
