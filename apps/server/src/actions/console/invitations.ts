import type { Deps } from '../../deps.ts'
import { ALL_APPS, type Grant } from '../../domain/operator.ts'
import { invitationRow } from '../sealed-rows.ts'
import { drawBearerToken } from './bearer-token.ts'

/** How long a one-time link can be opened, in milliseconds. */
export const INVITATION_LIFE_MS = 24 * 3_600_000

const IV_BYTES = 12

type Writes = Pick<Deps, 'db' | 'vault' | 'now' | 'random'>

export interface Invitation {
  /** Names it among others, and tells nothing of its token. */
  readonly id: string
  /** Whoever is invited may use another one, unless it renews an operator's way in. */
  readonly email: string | undefined
  readonly grants: readonly Grant[]
  readonly invitedBy: number | undefined
  /** Whose way in it renews. */
  readonly operatorId: number | undefined
  readonly createdAt: number
  readonly expiresAt: number
}

/** What is shown once. */
export interface OneTimeLink {
  readonly url: string
  readonly expiresAt: number
}

/** Makes a one-time link. The token is in its fragment, which browsers send nowhere: no log and no Referer holds it. */
export async function createInvitation(
  deps: Writes & Pick<Deps, 'settings'>,
  invitation: {
    readonly email: string | undefined
    readonly grants: readonly Grant[]
    readonly invitedBy: number | undefined
    readonly operatorId?: number
  },
): Promise<OneTimeLink> {
  const token = drawBearerToken(deps.random)
  const id = hashOf(deps, token)
  const { email } = invitation
  const createdAt = deps.now()
  const expiresAt = createdAt + INVITATION_LIFE_MS
  await deps.db
    .insertInto('operator_invitations')
    .values({
      token_hash: id,
      sealed_email:
        email === undefined
          ? null
          : deps.vault.seal(email, invitationRow(id), deps.random(IV_BYTES)),
      grants: JSON.stringify(invitation.grants),
      invited_by: invitation.invitedBy ?? null,
      created_at: createdAt,
      expires_at: expiresAt,
      operator_id: invitation.operatorId ?? null,
    })
    .execute()
  return { url: `${deps.settings.publicUrl}/console/welcome#${token}`, expiresAt }
}

/**
 * The link that makes the first operator, while there is none. The one of an earlier start ends here: whoever
 * reads an old terminal finds nothing.
 */
export async function renewFirstLink(deps: Deps): Promise<OneTimeLink | undefined> {
  return await deps.db.transaction().execute(async (tx) => {
    const operator = await tx.selectFrom('operators').select('id').limit(1).executeTakeFirst()
    if (operator !== undefined) return undefined
    await tx
      .deleteFrom('operator_invitations')
      .where('invited_by', 'is', null)
      .where('used_at', 'is', null)
      .execute()
    return await createInvitation(
      { ...deps, db: tx, settings: deps.settings },
      {
        email: undefined,
        grants: [{ appId: ALL_APPS, role: 'owner' }],
        invitedBy: undefined,
      },
    )
  })
}

/** An invitation by its token, while it lives and nobody has used it. */
export async function findInvitation(
  deps: Pick<Deps, 'db' | 'vault' | 'now'>,
  token: string,
): Promise<Invitation | undefined> {
  const row = await selectLiving(deps)
    .where('token_hash', '=', hashOf(deps, token))
    .executeTakeFirst()
  return row === undefined ? undefined : toInvitation(deps, row)
}

/** Those that wait to be used, the newest first. */
export async function listInvitations(
  deps: Pick<Deps, 'db' | 'vault' | 'now'>,
): Promise<readonly Invitation[]> {
  const rows = await selectLiving(deps).orderBy('created_at', 'desc').limit(100).execute()
  return rows.map((row) => toInvitation(deps, row))
}

/** Marks it used; of several who use it at once, one is told true. Call it in the transaction of what it is used for. */
export async function claimInvitation(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  id: string,
): Promise<boolean> {
  const at = now()
  const claimed = await db
    .updateTable('operator_invitations')
    .set({ used_at: at })
    .where('token_hash', '=', id)
    .where('used_at', 'is', null)
    .where('expires_at', '>', at)
    .returning('token_hash')
    .executeTakeFirst()
  return claimed !== undefined
}

function selectLiving({ db, now }: Pick<Deps, 'db' | 'now'>) {
  return db
    .selectFrom('operator_invitations')
    .selectAll()
    .where('used_at', 'is', null)
    .where('expires_at', '>', now())
}

function toInvitation(
  { vault }: Pick<Deps, 'vault'>,
  row: Awaited<ReturnType<ReturnType<typeof selectLiving>['executeTakeFirstOrThrow']>>,
): Invitation {
  return {
    id: row.token_hash,
    email:
      row.sealed_email === null
        ? undefined
        : vault.open(row.sealed_email, invitationRow(row.token_hash)),
    // Written by createInvitation.
    grants: JSON.parse(row.grants) as readonly Grant[],
    invitedBy: row.invited_by ?? undefined,
    operatorId: row.operator_id ?? undefined,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
  }
}

function hashOf({ vault }: Pick<Deps, 'vault'>, token: string): string {
  return vault.blindIndex('operator-invitation', token)
}
