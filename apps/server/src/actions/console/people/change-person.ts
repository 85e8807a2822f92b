import type { Deps } from '../../../deps.ts'
import type { App } from '../../../domain/app.ts'
import { findApp } from '../../../store/apps.ts'
import { userTopic } from '../../../store/signals.ts'
import { liftSuspension, removeUser } from '../../change-user.ts'
import { revokeDevice } from '../../devices/change-devices.ts'
import { findAppUser } from '../../find-user.ts'
import type { SendTokenResult } from '../../hot/send-input.ts'
import { sendInstallLink } from '../../register-user.ts'
import { sendToken } from '../../send-token.ts'
import { type Actor, recordOperatorEvent } from '../operator-event.ts'
import { readScope } from '../scope.ts'
import type { SignedIn } from '../sessions.ts'

/** A person in an app, and who changes something about them. */
export interface ChangeOfPerson {
  readonly operator: SignedIn
  readonly ip: string
  readonly appId: number
  readonly authyId: number
}

const actorOf = ({ operator: { operatorId }, ip }: ChangeOfPerson): Actor => ({ operatorId, ip })

/** Stops a person in an app: no token is looked at and nothing is sent, until it is lifted. */
export async function suspendPerson(
  deps: Deps,
  change: ChangeOfPerson,
): Promise<{ readonly result: 'suspended' | 'not-found' } | Already> {
  const { appId, authyId } = change
  if (!(await isVisible(deps, change))) return { result: 'not-found' }
  const outcome = await deps.db.transaction().execute(async (tx) => {
    const at = deps.now()
    const suspended = await tx
      .updateTable('app_users')
      .set({ suspended_at: at })
      .where('app_id', '=', appId)
      .where('authy_id', '=', authyId)
      .where('removed_at', 'is', null)
      .where('suspended_at', 'is', null)
      .returning('authy_id')
      .executeTakeFirst()
    if (suspended === undefined) {
      const user = await findAppUser({ ...deps, db: tx }, appId, authyId)
      return user?.suspendedAt === undefined
        ? ({ result: 'not-found' } as const)
        : ({ result: 'already', suspendedAt: user.suspendedAt } as const)
    }
    await recordOperatorEvent(tx, actorOf(change), {
      kind: 'operator_suspended_user',
      at,
      appId,
      authyId,
      facts: { before: null, after: at },
    })
    return { result: 'suspended' } as const
  })
  if (outcome.result === 'suspended') deps.signals.publish([userTopic(authyId)])
  return outcome
}

interface Already {
  readonly result: 'already'
  /** Null: there is no suspension to lift. */
  readonly suspendedAt: number | null
}

/** Lifts a suspension, forgets the wrong tokens and lets pushes go on. */
export async function liftPersonsSuspension(
  deps: Deps,
  change: ChangeOfPerson,
): Promise<'lifted' | 'not-found'> {
  const { appId, authyId } = change
  if (!(await isVisible(deps, change))) return 'not-found'
  const before = await findAppUser(deps, appId, authyId)
  if (before === undefined) return 'not-found'
  await liftSuspension(deps, authyId, appId, (tx) =>
    recordOperatorEvent(tx, actorOf(change), {
      kind: 'operator_lifted_suspension',
      at: deps.now(),
      appId,
      authyId,
      facts: {
        before: {
          suspendedAt: before.suspendedAt ?? null,
          wrongTokens: before.wrongTokens,
          pushesPausedAt: before.pushesPausedAt ?? null,
        },
        after: { suspendedAt: null, wrongTokens: 0, pushesPausedAt: null },
      },
    }),
  )
  return 'lifted'
}

/** Detaches the person from the app. */
export async function removePerson(
  deps: Deps,
  change: ChangeOfPerson,
): Promise<'removed' | 'not-found'> {
  const { appId, authyId } = change
  if (!(await isVisible(deps, change))) return 'not-found'
  const removed = await removeUser(deps, appId, authyId, (tx) =>
    recordOperatorEvent(tx, actorOf(change), {
      kind: 'operator_removed_user',
      at: deps.now(),
      appId,
      authyId,
    }),
  )
  return removed === 'removed' ? 'removed' : 'not-found'
}

/** Ends a device of a person of the app, in every app: a device is the person's. */
export async function revokePersonsDevice(
  deps: Deps,
  change: ChangeOfPerson,
  deviceId: number,
): Promise<'revoked' | 'not-found'> {
  const { appId, authyId } = change
  if (!(await isVisible(deps, change))) return 'not-found'
  if ((await findAppUser(deps, appId, authyId)) === undefined) return 'not-found'
  return await revokeDevice(deps, authyId, deviceId, (tx) =>
    recordOperatorEvent(tx, actorOf(change), {
      kind: 'operator_revoked_device',
      at: deps.now(),
      appId,
      authyId,
      facts: { device: deviceId },
    }),
  )
}

/** Sends the person a token, as their app could: the living one again, or a new one. */
export async function sendPersonToken(
  deps: Deps,
  change: ChangeOfPerson,
  channel: 'sms' | 'call' | 'email',
): Promise<SendTokenResult | { readonly result: 'channel-disabled' }> {
  const app = await findVisibleApp(deps, change)
  if (app === undefined) return { result: 'unknown-user' }
  const { appId, authyId } = change
  // Before it is sent: what nobody could be asked about afterwards must not happen.
  await recordOperatorEvent(deps.db, actorOf(change), {
    kind: 'operator_sent_token',
    at: deps.now(),
    appId,
    authyId,
    facts: { channel },
  })
  return await sendToken(deps, {
    app,
    authyId,
    channel,
    action: '',
    force: true,
    actionMessage: undefined,
    locale: undefined,
    userIp: undefined,
  })
}

/** Sends the link to the authenticator once more. */
export async function sendPersonInstallLink(
  deps: Deps,
  change: ChangeOfPerson,
): Promise<'sent' | 'not-possible' | 'not-found'> {
  const { appId, authyId } = change
  const app = await findVisibleApp(deps, change)
  if (app === undefined) return 'not-found'
  const sent = await deps.db.transaction().execute(async (tx) => {
    const user = await findAppUser({ ...deps, db: tx }, appId, authyId)
    if (user === undefined) return 'not-found' as const
    const phone = {
      e164: user.phone,
      countryCode: user.countryCode,
      nationalNumber: user.phone.slice(1 + String(user.countryCode).length),
      region: user.region,
    }
    const input = { app, sendInstallLink: true, userIp: undefined }
    if (!(await sendInstallLink({ ...deps, db: tx }, input, authyId, phone))) return 'not-possible'
    await recordOperatorEvent(tx, actorOf(change), {
      kind: 'operator_sent_install_link',
      at: deps.now(),
      appId,
      authyId,
    })
    return 'sent' as const
  })
  if (sent === 'sent') deps.wakeWorker()
  return sent
}

async function findVisibleApp(deps: Deps, change: ChangeOfPerson): Promise<App | undefined> {
  return (await isVisible(deps, change)) ? await findApp(deps.db, change.appId) : undefined
}

/** The router has judged the role; this keeps out what is nobody's to see. */
async function isVisible(deps: Deps, { operator, appId }: ChangeOfPerson): Promise<boolean> {
  return (await readScope(deps, operator, appId)).appIds.length > 0
}
