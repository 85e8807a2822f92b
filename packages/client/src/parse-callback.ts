import type { Callback } from './callback.ts'
import { type DetailValue, detailsIn } from './details.ts'
import { isBody } from './read-body.ts'

/** Where a callback's values stand: in JSON, or in the query of a GET. */
export interface CallbackSource {
  readonly value: (...path: readonly string[]) => unknown
  readonly details: (...path: readonly string[]) => Readonly<Record<string, DetailValue>>
}

export function jsonSource(payload: unknown): CallbackSource {
  const value = (...path: readonly string[]) =>
    path.reduce<unknown>((inner, name) => (isBody(inner) ? inner[name] : undefined), payload)
  return { value, details: (...path) => detailsIn(value(...path)) }
}

/** Every value is text there, and an empty one may have been null. */
export function querySource(query: string): CallbackSource {
  const pairs = [...new URLSearchParams(query)]
  return {
    value(...path) {
      const name = nameOf(path)
      return pairs.find(([each]) => each === name)?.[1]
    },
    details(...path) {
      const prefix = `${nameOf(path)}[`
      // By what surrounds it: the app's own names may have brackets in them.
      const own = pairs.filter(([name]) => name.startsWith(prefix) && name.endsWith(']'))
      return Object.fromEntries(own.map(([name, text]) => [name.slice(prefix.length, -1), text]))
    },
  }
}

/** As Rails spells it: `a[b][c]`. */
function nameOf([first = '', ...rest]: readonly string[]): string {
  return `${first}${rest.map((name) => `[${name}]`).join('')}`
}

const ACTION = 'approval_request_status'

/** The callback, or undefined where its shape is another one. */
export function parseCallback(
  source: CallbackSource,
  deliveryId: string | undefined,
): Callback | undefined {
  const status = source.value('status')
  const uuid = source.value('uuid')
  const authyId = numberOf(source.value('authy_id'))
  if (source.value('callback_action') !== ACTION) return undefined
  if (status !== 'approved' && status !== 'denied') return undefined
  if (typeof uuid !== 'string' || uuid === '' || authyId === undefined) return undefined
  const transaction = ['approval_request', 'transaction'] as const
  return {
    uuid,
    status,
    authyId,
    message: textOf(source.value(...transaction, 'message')) ?? '',
    details: source.details(...transaction, 'details'),
    hiddenDetails: source.details(...transaction, 'hidden_details'),
    isNotMe: source.value(...transaction, 'reason') === 'not_me',
    createdAt: (numberOf(source.value(...transaction, 'created_at_time')) ?? 0) * 1_000,
    answeredAt: (numberOf(source.value(...transaction, 'device_signing_time')) ?? 0) * 1_000,
    statement: textOf(source.value('signature')) ?? '',
    device: {
      id: numberOf(source.value('device', 'id')) ?? 0,
      osType: textOf(source.value('device', 'os_type')) ?? '',
      ip: textOf(source.value('device', 'ip')),
    },
    deliveryId,
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined
}

function numberOf(value: unknown): number | undefined {
  if (typeof value === 'number') return value
  return typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : undefined
}
