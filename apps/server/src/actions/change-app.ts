import type { Deps } from '../deps.ts'
import { type App, parseAppName } from '../domain/app.ts'
import { parseSetting, type SettingProblem } from '../domain/app-settings.ts'
import { findApp, findAppByName, listApps } from '../store/apps.ts'
import { APPS_TOPIC } from '../store/signals.ts'
import { insertApiKey } from './api-key.ts'

/** An app by its id or its name, as a person types it. */
export async function findAppByIdOrName(deps: Deps, idOrName: string): Promise<App | undefined> {
  const byName = await findAppByName(deps.db, idOrName)
  if (byName !== undefined || !/^\d{1,15}$/.test(idOrName)) return byName
  return await findApp(deps.db, Number(idOrName))
}

/** @param options whether the service's own app, in which operators are users, is among them */
export async function allApps(
  deps: Deps,
  options?: { readonly withOwn: boolean },
): Promise<readonly App[]> {
  return await listApps(deps.db, options)
}

export type ChangeAppResult =
  | { readonly result: 'changed'; readonly app: App }
  | { readonly result: 'app-unknown' }
  | { readonly result: 'name-invalid' }
  | { readonly result: 'name-taken' }
  | { readonly result: 'plan-unknown' }
  | { readonly result: 'setting-refused'; readonly problem: SettingProblem }

/** Sets the name, the plan or one setting. Every running server goes by it at once; on SQLite, one beside the command within a second. */
export async function changeApp(
  deps: Deps,
  appId: number,
  name: string,
  text: string,
): Promise<ChangeAppResult> {
  const change = parseChange(name, text)
  if (!change.ok) return change.refusal
  return await deps.signals.announce(deps.db, [APPS_TOPIC], async (tx) => {
    const app = await findApp(tx, appId)
    if (app === undefined) return { result: 'app-unknown' }
    if (change.column === 'name') {
      const taken = await findAppByName(tx, change.value)
      if (taken !== undefined && taken.id !== appId) return { result: 'name-taken' }
    }
    const stored = await tx
      .selectFrom('apps')
      .select('settings')
      .where('id', '=', appId)
      .executeTakeFirstOrThrow()
    const value =
      change.column === 'settings'
        ? JSON.stringify({ ...parseStored(stored.settings), ...change.value })
        : change.value
    await tx
      .updateTable('apps')
      .set({ [change.column]: value })
      .where('id', '=', appId)
      .execute()
    const changed = await findApp(tx, appId)
    return changed === undefined ? { result: 'app-unknown' } : { result: 'changed', app: changed }
  })
}

function parseChange(name: string, text: string) {
  if (name === 'name') {
    const value = parseAppName(text)
    return value === undefined
      ? ({ ok: false, refusal: { result: 'name-invalid' } } as const)
      : ({ ok: true, column: 'name', value } as const)
  }
  if (name === 'plan') {
    return text === 'production' || text === 'sandbox'
      ? ({ ok: true, column: 'plan', value: text } as const)
      : ({ ok: false, refusal: { result: 'plan-unknown' } } as const)
  }
  const parsed = parseSetting(name, text)
  return parsed.ok
    ? ({ ok: true, column: 'settings', value: parsed.change } as const)
    : ({ ok: false, refusal: { result: 'setting-refused', problem: parsed.problem } } as const)
}

function parseStored(text: string): object {
  const stored: unknown = JSON.parse(text)
  return typeof stored === 'object' && stored !== null ? stored : {}
}

/**
 * Gives an app a new key. The former ones end after `overlapMs`, so that a fleet can change over
 * one by one; 0 ends them at once, for a key that leaked.
 */
export async function rotateApiKey(deps: Deps, appId: number, overlapMs: number): Promise<string> {
  return await deps.signals.announce(deps.db, [APPS_TOPIC], async (tx) => {
    const endsAt = deps.now() + overlapMs
    await tx
      .updateTable('api_keys')
      .set({ revoked_at: endsAt })
      .where('app_id', '=', appId)
      .where((eb) => eb.or([eb('revoked_at', 'is', null), eb('revoked_at', '>', endsAt)]))
      .execute()
    return await insertApiKey({ ...deps, db: tx }, appId)
  })
}
