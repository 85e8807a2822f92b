import type { ConsoleRoute } from '../route.ts'
import {
  changeCallback,
  enableCallback,
  readCallback,
  readCallbackTest,
  testCallback,
} from './callback.ts'
import { createApp } from './create-app.ts'
import { endKey, listKeys, rotateKey } from './keys.ts'
import { listApps } from './list-apps.ts'
import { changeApp, readApp } from './read-app.ts'
import { changeSettings, readSettings } from './settings.ts'

export const APP_ROUTES: readonly ConsoleRoute[] = [
  listApps,
  createApp,
  readApp,
  changeApp,
  listKeys,
  rotateKey,
  endKey,
  readSettings,
  changeSettings,
  readCallback,
  changeCallback,
  enableCallback,
  testCallback,
  readCallbackTest,
]
