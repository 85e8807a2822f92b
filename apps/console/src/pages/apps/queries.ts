import type {
  AppAnswer,
  AppListAnswer,
  CallbackAnswerBody,
  CallbackTestStateAnswer,
  KeyListAnswer,
  SettingsAnswer,
} from '@countersign/server/console-api'
import { queryOptions } from '@tanstack/react-query'
import { ask, type Query } from '../../app/ask.ts'

export const appsQuery = (query: Query) =>
  queryOptions({
    queryKey: ['apps', 'list', query],
    queryFn: async ({ signal }) => await ask<AppListAnswer>('GET', '/apps', { query, signal }),
  })

export const appQuery = (appId: string) =>
  queryOptions({
    queryKey: ['apps', appId],
    queryFn: async ({ signal }) => await ask<AppAnswer>('GET', `/apps/${appId}`, { signal }),
  })

export const keysQuery = (appId: string) =>
  queryOptions({
    queryKey: ['apps', appId, 'keys'],
    queryFn: async ({ signal }) =>
      await ask<KeyListAnswer>('GET', `/apps/${appId}/keys`, { signal }),
  })

export const settingsQuery = (appId: string) =>
  queryOptions({
    queryKey: ['apps', appId, 'settings'],
    queryFn: async ({ signal }) =>
      await ask<SettingsAnswer>('GET', `/apps/${appId}/settings`, { signal }),
  })

export const callbackQuery = (appId: string) =>
  queryOptions({
    queryKey: ['apps', appId, 'callback'],
    queryFn: async ({ signal }) =>
      await ask<CallbackAnswerBody>('GET', `/apps/${appId}/callback`, { signal }),
  })

/** How often to look what became of a sample that was sent, in milliseconds. */
const LOOK_EVERY_MS = 700

export const callbackTestQuery = (appId: string, callbackId: string) =>
  queryOptions({
    queryKey: ['apps', appId, 'callback-test', callbackId],
    queryFn: async ({ signal }) =>
      await ask<CallbackTestStateAnswer>('GET', `/apps/${appId}/callback/test/${callbackId}`, {
        signal,
      }),
    refetchInterval: ({ state: { data } }) =>
      data === undefined || data.status === 'queued' ? LOOK_EVERY_MS : false,
  })
