import {
  allApps,
  type App,
  changeApp,
  type ChangeAppResult,
  createApp,
  DEFAULT_SETTINGS,
  MAX_APP_NAME_CHARACTERS,
  rotateApiKey,
  SETTING_NAMES,
  type SettingProblem,
} from '@countersign/server'
import { findNamedApp, findOnlyApp } from '../find-app.ts'
import type { Invocation } from '../invocation.ts'
import { withDeps } from '../open.ts'
import { DONE, failure, type Failure, misuse, type Outcome } from '../outcome.ts'
import { columns, localTime } from '../print.ts'

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

function notChanged(
  refused: Exclude<ChangeAppResult, { readonly result: 'changed' }>,
  value: string,
): Failure {
  switch (refused.result) {
    case 'app-unknown':
      return failure('The app is gone.', '`npx countersign app list` shows those there are.')
    case 'name-invalid':
      return nameInvalid()
    case 'name-taken':
      return nameTaken(value)
    case 'plan-unknown':
      return planUnknown(value)
    case 'setting-refused':
      return settingRefused(refused.problem, value)
  }
}

function settingRefused(problem: SettingProblem, value: string): Failure {
  const { name } = problem
  switch (problem.reason) {
    case 'unknown-setting':
      return misuse(
        `There is no setting ${JSON.stringify(name)}.`,
        `Use one of name, plan, ${SETTING_NAMES.join(', ')}.`,
      )
    case 'not-a-url':
      return misuse(
        `Expected an https:// URL of up to 500 characters for ${name}, got ${JSON.stringify(value)}.`,
        'Write "" for no logo.',
      )
    case 'not-a-sender':
      return misuse(
        `Expected up to 11 letters, digits, spaces and . _ & + - with a letter among them for ${name}, got ${JSON.stringify(value)}.`,
        'Write "" for the sender of the service.',
      )
    case 'not-countries':
      return misuse(
        `Expected countries as DE,FR (ISO 3166, two capital letters each) for ${name}, got ${JSON.stringify(value)}.`,
        'Write "" for all countries.',
      )
    case 'not-providers':
      return misuse(
        `Expected some of ${problem.known.join(', ')} with commas between them for ${name}, got ${JSON.stringify(value)}.`,
        'Write "" for the order of the service.',
      )
    case 'not-a-boolean':
      return misuse(
        `Expected true or false for ${name}, got ${JSON.stringify(value)}.`,
        'Write one of the two.',
      )
    case 'out-of-bounds':
      return misuse(
        `Expected a whole number from ${problem.least} to ${problem.most} for ${name}, got ${JSON.stringify(value)}.`,
        'Choose one between them.',
      )
  }
}

function nameInvalid(): Failure {
  return misuse(
    `Expected a name of 1 to ${MAX_APP_NAME_CHARACTERS} visible characters, got another.`,
    'Choose a shorter one on one line: it stands in every message.',
  )
}

function nameTaken(name: string): Failure {
  return failure(
    `There is an app ${JSON.stringify(name.trim())} already.`,
    'Choose another name; `npx countersign app list` shows those in use.',
  )
}

function planUnknown(plan: string): Failure {
  return misuse(
    `Expected production or sandbox as the plan, got ${JSON.stringify(plan)}.`,
    'Write one of the two.',
  )
}
