import { Type } from 'typebox'
import { changeSettings as change, readApp } from '../../../actions/console/apps/change-app.ts'
import type { AppSettings } from '../../../domain/app-settings.ts'
import { SETTING_DESCRIPTIONS } from '../../../domain/setting-descriptions.ts'
import { answer, refuse, route } from '../route.ts'
import { settingFailure } from './explain.ts'
import { AppParams, SettingValue } from './shapes.ts'

export const Settings = Type.Object({
  items: Type.Array(
    Type.Object({
      name: Type.String(),
      /** The part in which it is shown. */
      group: Type.String(),
      label: Type.String(),
      sentence: Type.String(),
      kind: Type.Union([
        Type.Literal('boolean'),
        Type.Literal('number'),
        Type.Literal('text'),
        Type.Literal('list'),
      ]),
      value: SettingValue,
      standard: SettingValue,
      least: Type.Union([Type.Number(), Type.Null()]),
      most: Type.Union([Type.Number(), Type.Null()]),
      choices: Type.Union([Type.Array(Type.String()), Type.Null()]),
    }),
  ),
})

export const readSettings = route({
  method: 'GET',
  path: '/apps/:appId/settings',
  summary: 'Read the settings of an application, each with what it does and its default',
  needs: { role: 'support', apps: 'one' },
  params: AppParams,
  answer: Settings,
  async act({ deps, params }) {
    const app = await readApp(deps, params.appId)
    return app === undefined ? refuse({ code: 'not-found' }) : answer(settingsBody(app.settings))
  },
})

export const changeSettings = route({
  method: 'PATCH',
  path: '/apps/:appId/settings',
  summary: 'Change settings, all of them or none; a weaker one needs a fresh proof',
  needs: { role: 'operator', apps: 'one' },
  params: AppParams,
  body: Type.Object({
    changes: Type.Array(
      Type.Object({
        name: Type.String({ minLength: 1, maxLength: 60 }),
        from: SettingValue,
        to: SettingValue,
      }),
      { minItems: 1, maxItems: 100 },
    ),
  }),
  answer: Settings,
  async act({ deps, operator, params, body, ip }) {
    const { operatorId, isFresh } = operator
    const actor = { operatorId, ip, isFresh }
    const changed = await change(deps, actor, params.appId, body.changes)
    switch (changed.result) {
      case 'changed':
        return answer(settingsBody(changed.settings))
      case 'not-found':
        return refuse({ code: 'not-found' })
      case 'conflict':
        return refuse({ code: 'conflict', now: changed.now })
      case 'needs-proof':
        return refuse({ code: 'reauthenticate' })
      case 'refused':
        return refuse(settingFailure(changed.problems))
    }
  },
})

function settingsBody(settings: AppSettings) {
  return {
    items: SETTING_DESCRIPTIONS.map(({ name, least, most, choices, ...said }) => ({
      name,
      ...said,
      value: settings[name],
      least: least ?? null,
      most: most ?? null,
      choices: choices ?? null,
    })),
  }
}
