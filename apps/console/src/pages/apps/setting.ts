import type { SettingsAnswer } from '@countersign/server/console-api'

export type Setting = SettingsAnswer['items'][number]
export type SettingValue = Setting['value']
