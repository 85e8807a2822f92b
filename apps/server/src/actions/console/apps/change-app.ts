import type { Deps } from '../../../deps.ts'
import { type App, parseAppName, type Plan } from '../../../domain/app.ts'
import {
  type AppSettings,
  parseSetting,
  type SettingProblem,
} from '../../../domain/app-settings.ts'
import { isWeaker } from '../../../domain/setting-descriptions.ts'
import { findAppByName, findCustomerApp, lockApp } from '../../../store/apps.ts'
import { APPS_TOPIC } from '../../../store/signals.ts'
import { createApp as create, type CreateAppResult } from '../../create-app.ts'
import { type Actor, recordOperatorEvent } from '../operator-event.ts'

/** Creates an app for an operator; its first key is told here and never again. */
export async function createApp(
  deps: Deps,
  actor: Actor,
  input: { readonly name: string; readonly plan: Plan },
): Promise<CreateAppResult> {
  const created = await create(deps, input)
  if (created.result === 'created') {
    const { id: appId, name, plan } = created.app
    const event = { kind: 'operator_app_created', appId, at: deps.now() } as const
    await recordOperatorEvent(deps.db, actor, { ...event, facts: { after: { name, plan } } })
  }
  return created
}

interface NameAndPlan {
  readonly name: string
  readonly plan: Plan
}

export type ChangeAppResult =
  | { readonly result: 'changed' }
  | { readonly result: 'not-found' }
  | { readonly result: 'conflict'; readonly now: NameAndPlan }
  | { readonly result: 'needs-proof' }
  | { readonly result: 'name-invalid' | 'name-taken' }

/**
 * Renames an app or changes its plan, if both still are what `from` says. In the sandbox plan a fixed token
 * verifies for everybody: to change to it needs a fresh proof.
 */
export async function changeApp(
  deps: Deps,
  actor: Actor & { readonly isFresh: boolean },
  appId: number,
  change: { readonly from: NameAndPlan; readonly to: NameAndPlan },
): Promise<ChangeAppResult> {
  const name = parseAppName(change.to.name)
  if (name === undefined) return { result: 'name-invalid' }
  const { plan } = change.to
  return await deps.signals.announce(deps.db, [APPS_TOPIC], async (tx) => {
    await lockApp(tx, deps.dialect, appId)
    const app = await findCustomerApp(tx, appId)
    if (app === undefined) return { result: 'not-found' }
    const before = { name: app.name, plan: app.plan }
    if (before.name !== change.from.name || before.plan !== change.from.plan)
      return { result: 'conflict', now: before }
    if (plan === 'sandbox' && before.plan !== 'sandbox' && !actor.isFresh)
      return { result: 'needs-proof' }
    const holder = await findAppByName(tx, name)
    if (holder !== undefined && holder.id !== appId) return { result: 'name-taken' }
    await tx.updateTable('apps').set({ name, plan }).where('id', '=', appId).execute()
    const facts = { before, after: { name, plan } }
    const event = { kind: 'operator_app_changed', appId, at: deps.now(), facts } as const
    await recordOperatorEvent(tx, actor, event)
    return { result: 'changed' }
  })
}

export async function readApp(deps: Deps, appId: number): Promise<App | undefined> {
  return await findCustomerApp(deps.db, appId)
}

type SettingValue = AppSettings[keyof AppSettings]

export interface SettingChange {
  readonly name: string
  /** What the page had seen. */
  readonly from: SettingValue
  readonly to: SettingValue
}

export type ChangeSettingsResult =
  | { readonly result: 'changed'; readonly settings: AppSettings }
  | { readonly result: 'not-found' }
  | { readonly result: 'conflict'; readonly now: Readonly<Record<string, SettingValue>> }
  | { readonly result: 'needs-proof' }
  | { readonly result: 'refused'; readonly problems: readonly SettingProblem[] }

/** Changes many settings at once or none: each must still be what `from` says, and a weaker one needs a fresh proof. */
export async function changeSettings(
  deps: Deps,
  actor: Actor & { readonly isFresh: boolean },
  appId: number,
  changes: readonly SettingChange[],
): Promise<ChangeSettingsResult> {
  const parsed = changes.map(({ name, to }) => parseSetting(name, String(to)))
  const problems = parsed.flatMap((each) => (each.ok ? [] : [each.problem]))
  if (problems.length > 0) return { result: 'refused', problems }
  const wanted: Partial<AppSettings> = Object.assign(
    {},
    ...parsed.flatMap((each) => (each.ok ? [each.change] : [])),
  )
  return await deps.signals.announce(deps.db, [APPS_TOPIC], async (tx) => {
    const stored = await lockApp(tx, deps.dialect, appId)
    const app = await findCustomerApp(tx, appId)
    if (app === undefined || stored === undefined) return { result: 'not-found' }
    const current = new Map(Object.entries(app.settings))
    const stale = changes.filter(({ name, from }) => current.get(name) !== from)
    if (stale.length > 0)
      return {
        result: 'conflict',
        now: Object.fromEntries(stale.map(({ name }) => [name, current.get(name)])) as never,
      }
    const names = Object.keys(wanted) as (keyof AppSettings)[]
    const weakens = names.some((name) => isWeaker(name, app.settings[name], wanted[name]))
    if (weakens && !actor.isFresh) return { result: 'needs-proof' }
    const settings = JSON.stringify({ ...stored, ...wanted })
    await tx.updateTable('apps').set({ settings }).where('id', '=', appId).execute()
    const before = Object.fromEntries(names.map((name) => [name, app.settings[name]]))
    await recordOperatorEvent(tx, actor, {
      kind: 'operator_settings_changed',
      appId,
      at: deps.now(),
      facts: { before, after: wanted },
    })
    return { result: 'changed', settings: { ...app.settings, ...wanted } }
  })
}
