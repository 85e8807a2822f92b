import type { Kysely } from 'kysely'
import type { Deps } from '../../deps.ts'
import { ALL_APPS, type Grant, isOwnerOfAll } from '../../domain/operator.ts'
import { isOfCustomer } from '../../store/apps.ts'
import { holdName } from '../../store/hold-name.ts'
import { findGrants, findOperator, replaceGrants, revokeSessions } from '../../store/operators.ts'
import type { Schema } from '../../store/schema.ts'
import { type Actor, recordOperatorEvent } from './operator-event.ts'

export type ChangeOperatorResult =
  | { readonly result: 'changed' }
  | { readonly result: 'not-found' }
  /** Somebody must be left who can manage operators. */
  | { readonly result: 'last-owner' }

export type ChangeGrantsResult =
  | ChangeOperatorResult
  | { readonly result: 'conflict'; readonly now: readonly Grant[] }
  | { readonly result: 'app-unknown' }

/** Gives an operator other roles, if they still have those that `from` says. */
export async function changeGrants(
  deps: Deps,
  actor: Actor,
  operatorId: number,
  change: { readonly from: readonly Grant[]; readonly to: readonly Grant[] },
): Promise<ChangeGrantsResult> {
  return await asOwners(deps, async (tx) => {
    const operator = await findOperator(tx, operatorId)
    if (operator === undefined) return { result: 'not-found' }
    const before = await findGrants(tx, operatorId)
    if (JSON.stringify(before) !== JSON.stringify(change.from))
      return { result: 'conflict', now: before }
    if (!(await hasApps(tx, change.to))) return { result: 'app-unknown' }
    const loses = isOwnerOfAll(before) && !isOwnerOfAll(change.to) && operator.disabledAt === null
    if (loses && !(await isAnotherOwner(tx, operatorId))) return { result: 'last-owner' }
    await replaceGrants(tx, operatorId, change.to)
    if (loses) await withdrawInvitationsOf(tx, operatorId)
    await recordOperatorEvent(tx, actor, {
      kind: 'operator_grants_changed',
      at: deps.now(),
      facts: { of: operatorId, before, after: change.to },
    })
    return { result: 'changed' }
  })
}

/** Locks an operator out at once: their sessions end, and so do the invitations they gave. */
export async function disableOperator(
  deps: Deps,
  actor: Actor,
  operatorId: number,
): Promise<ChangeOperatorResult> {
  return await asOwners(deps, async (tx) => {
    const grants = await findGrants(tx, operatorId)
    if (isOwnerOfAll(grants) && !(await isAnotherOwner(tx, operatorId)))
      return { result: 'last-owner' }
    const at = deps.now()
    const disabled = await tx
      .updateTable('operators')
      .set({ disabled_at: at })
      .where('id', '=', operatorId)
      .where('disabled_at', 'is', null)
      .returning('id')
      .executeTakeFirst()
    if (disabled === undefined) return { result: 'not-found' }
    await revokeSessions(tx, { operatorId, at })
    await withdrawInvitationsOf(tx, operatorId)
    const facts = { of: operatorId }
    await recordOperatorEvent(tx, actor, { kind: 'operator_disabled', at, facts })
    return { result: 'changed' }
  })
}

export async function enableOperator(
  deps: Deps,
  actor: Actor,
  operatorId: number,
): Promise<ChangeOperatorResult> {
  return await deps.db.transaction().execute(async (tx) => {
    const enabled = await tx
      .updateTable('operators')
      .set({ disabled_at: null })
      .where('id', '=', operatorId)
      .where('disabled_at', 'is not', null)
      .returning('id')
      .executeTakeFirst()
    if (enabled === undefined) return { result: 'not-found' }
    const facts = { of: operatorId }
    await recordOperatorEvent(tx, actor, { kind: 'operator_enabled', at: deps.now(), facts })
    return { result: 'changed' }
  })
}

export type RemovePasskeyResult =
  | { readonly result: 'removed' }
  | { readonly result: 'not-found' }
  /** There would be no way in left. */
  | { readonly result: 'last-way-in' }

/** Takes a passkey away from an operator who has another way in. */
export async function removePasskey(
  deps: Deps,
  actor: Actor,
  of: { readonly operatorId: number; readonly passkeyId: string },
): Promise<RemovePasskeyResult> {
  const { operatorId, passkeyId } = of
  return await asOwners(deps, async (tx) => {
    const passkeys = await tx
      .selectFrom('operator_passkeys')
      .select(['id', 'name'])
      .where('operator_id', '=', operatorId)
      .execute()
    const passkey = passkeys.find((each) => each.id === passkeyId)
    if (passkey === undefined) return { result: 'not-found' }
    const operator = await findOperator(tx, operatorId)
    if (operator?.passwordHash === null && passkeys.length === 1) return { result: 'last-way-in' }
    await tx.deleteFrom('operator_passkeys').where('id', '=', passkeyId).execute()
    const facts = { of: operatorId, name: passkey.name }
    await recordOperatorEvent(tx, actor, {
      kind: 'operator_passkey_removed',
      at: deps.now(),
      facts,
    })
    return { result: 'removed' }
  })
}

/**
 * Runs changes of who may manage operators one after the other: two owners who disable each other at once
 * would each see the other one still there.
 */
async function asOwners<Result>(
  deps: Deps,
  change: (tx: Kysely<Schema>) => Promise<Result>,
): Promise<Result> {
  return await deps.db.transaction().execute(async (tx) => {
    await holdName(tx, deps.dialect, 'operators')
    return await change(tx)
  })
}

async function isAnotherOwner(tx: Kysely<Schema>, operatorId: number): Promise<boolean> {
  const other = await tx
    .selectFrom('operators')
    .innerJoin('operator_grants', 'operator_grants.operator_id', 'operators.id')
    .select('operators.id')
    .where('operators.id', '<>', operatorId)
    .where('operators.disabled_at', 'is', null)
    .where('operator_grants.app_id', '=', ALL_APPS)
    .where('operator_grants.role', '=', 'owner')
    .limit(1)
    .executeTakeFirst()
  return other !== undefined
}

/** Whether each grant is for all apps, or for one that a customer has. */
export async function hasApps(tx: Kysely<Schema>, grants: readonly Grant[]): Promise<boolean> {
  const ids = grants.map(({ appId }) => appId).filter((appId) => appId !== ALL_APPS)
  if (ids.length === 0) return true
  const apps = await tx
    .selectFrom('apps')
    .select('apps.id')
    .where('apps.id', 'in', ids)
    .where(isOfCustomer)
    .execute()
  return apps.length === ids.length
}

async function withdrawInvitationsOf(tx: Kysely<Schema>, operatorId: number): Promise<void> {
  await tx
    .deleteFrom('operator_invitations')
    .where('invited_by', '=', operatorId)
    .where('used_at', 'is', null)
    .execute()
}
