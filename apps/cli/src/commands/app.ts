import {
  allApps,
  type App,
  changeApp,
  createApp,
  DEFAULT_SETTINGS,
  rotateApiKey,
  SETTING_NAMES,
} from '@countersign/server'
import { findNamedApp, findOnlyApp } from '../find-app.ts'
import type { Invocation } from '../invocation.ts'
import { withDeps } from '../open.ts'
import { DONE, misuse, type Outcome } from '../outcome.ts'
import { columns, localTime } from '../print.ts'
import { nameInvalid, nameTaken, notChanged, planUnknown } from './app-refusals.ts'

const MINUTE_MS = 60_000

/** A month: who needs the former key longer does not want to change it. */
const MOST_OVERLAP_MINUTES = 43_200

export async function createAnApp({ text, print }: Invocation): Promise<Outcome> {
  const name = text('name')
  const plan = text('plan') ?? 'production'
  if (name === undefined)
    return misuse(
      'Expected --name NAME, got none.',
      'Choose the name that people will read in messages.',
    )
  if (plan !== 'production' && plan !== 'sandbox') return planUnknown(plan)
  return await withDeps(print, async (deps) => {
    const created = await createApp(deps, { name, plan })
    switch (created.result) {
      case 'name-invalid':
        return nameInvalid()
      case 'name-taken':
        return nameTaken(name)
      case 'created': {
        const { app, apiKey } = created
        print.result(
          { appId: app.id, apiKey, name: app.name, plan: app.plan },
          [
            `Created the app ${app.name}.`,
            columns([
              ['App id', String(app.id)],
              ['Plan', app.plan],
              ['API key', apiKey],
            ]),
            'The key is shown this once. For another: ' + rotateCommand(app),
          ].join('\n'),
        )
        return DONE
      }
    }
  })
}

export async function listAllApps({ isSet, print }: Invocation): Promise<Outcome> {
  return await withDeps(print, async (deps) => {
    const apps = await allApps(deps, { withOwn: isSet('all') })
    if (apps.length === 0)
      print.text('There is no app yet: `npx countersign app create --name NAME` makes one.')
    const width = Math.max(0, ...apps.map((app) => String(app.id).length))
    for (const app of apps) {
      print.result(
        facts(app),
        `${String(app.id).padStart(width)}  ${app.plan.padEnd('production'.length)}  ${app.name}`,
      )
    }
    return DONE
  })
}

export async function showApp({ positionals, print }: Invocation): Promise<Outcome> {
  const [idOrName = ''] = positionals
  return await withDeps(print, async (deps) => {
    const found = await findNamedApp(deps, idOrName)
    if (found.result === 'failed') return found
    const { app } = found
    const settings = SETTING_NAMES.map((name) => {
      const value = app.settings[name]
      const isChanged = value !== DEFAULT_SETTINGS[name]
      return [
        name,
        `${shown(value)}${isChanged ? `  (${shown(DEFAULT_SETTINGS[name])})` : ''}`,
      ] as const
    })
    print.result(
      { ...facts(app), settings: app.settings },
      [
        columns([
          ['App id', String(app.id)],
          ['Name', app.name],
          ['Plan', app.plan],
          ['Created', localTime(app.createdAt)],
        ]),
        '\nSettings; where one was changed, its default in brackets:',
        columns(settings),
      ].join('\n'),
    )
    return DONE
  })
}

export async function setApp({ positionals, print }: Invocation): Promise<Outcome> {
  const [value = '', key = '', idOrName] = positionals.toReversed()
  return await withDeps(print, async (deps) => {
    const found =
      idOrName === undefined ? await findOnlyApp(deps) : await findNamedApp(deps, idOrName)
    if (found.result === 'failed') return found
    const changed = await changeApp(deps, found.app.id, key, value)
    if (changed.result !== 'changed') return notChanged(changed, value)
    const { app } = changed
    const now = key === 'name' ? app.name : key === 'plan' ? app.plan : shown(settingOf(app, key))
    print.result(
      { ...facts(app), settings: app.settings },
      `${key} of ${found.app.name} is now ${now}.`,
    )
    return DONE
  })
}

export async function rotateKey({ positionals, text, print }: Invocation): Promise<Outcome> {
  const [idOrName = ''] = positionals
  const overlap = text('overlap') ?? '0'
  if (!/^\d{1,5}$/.test(overlap) || Number(overlap) > MOST_OVERLAP_MINUTES) {
    return misuse(
      `Expected a whole number of minutes up to ${MOST_OVERLAP_MINUTES} for --overlap, got ${JSON.stringify(overlap)}.`,
      'With --overlap 60 the former key works for another hour.',
    )
  }
  return await withDeps(print, async (deps) => {
    const found = await findNamedApp(deps, idOrName)
    if (found.result === 'failed') return found
    const { app } = found
    const overlapMs = Number(overlap) * MINUTE_MS
    const apiKey = await rotateApiKey(deps, app.id, overlapMs)
    const endsAt = deps.now() + overlapMs
    print.result(
      { appId: app.id, name: app.name, apiKey, formerKeysEndAt: new Date(endsAt).toISOString() },
      [
        `New API key of ${app.name}, shown this once:`,
        `  ${apiKey}`,
        overlapMs === 0
          ? 'The former ones no longer work.'
          : `The former ones work until ${localTime(endsAt)}.`,
      ].join('\n'),
    )
    return DONE
  })
}

/** What JSON says of an app. */
function facts(app: App) {
  const createdAt = new Date(app.createdAt).toISOString()
  return { appId: app.id, name: app.name, plan: app.plan, createdAt }
}

function settingOf(app: App, name: string) {
  return Object.entries(app.settings).find(([each]) => each === name)?.[1]
}

function shown(value: unknown): string {
  return value === '' ? '(empty)' : String(value)
}

function rotateCommand(app: App): string {
  return `npx countersign app rotate-key ${app.id}`
}
