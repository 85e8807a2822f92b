import { appDevice, sentTokenDevice, type WireObject } from '@countersign/wire'
import { Type } from 'typebox'
import { named, nullable } from '../../reference/description.ts'

/** Shapes that several answers share. */

/** 2023-11-14 22:13:20 UTC: the hour of every example. */
export const EXAMPLE_MS = 1_700_000_000_000

export const SUCCESS = Type.Literal(true)

/** An answer that says no more than that it was done. */
export const DONE = named('Done', Type.Object({ message: Type.String(), success: SUCCESS }))

const TEXT_OR_NULL = nullable(Type.String())
const SECONDS_OR_NULL = nullable(Type.Integer(), 'Unix seconds')

export const DEVICE = named(
  'DeviceFacts',
  Type.Object({
    id: nullable(Type.Integer(), 'null for a token that was sent'),
    os_type: Type.String({
      description:
        'android, ios or desktop; sms for a token that was sent, generic for another authenticator app',
    }),
    registration_date: Type.Integer({ description: 'Unix seconds' }),
    registration_method: nullable(Type.String(), 'sms, call or push (let in by another device)'),
    registration_device_id: Type.Optional(nullable(Type.Integer())),
    registration_ip: Type.Optional(TEXT_OR_NULL),
    registration_country: TEXT_OR_NULL,
    registration_region: TEXT_OR_NULL,
    registration_city: TEXT_OR_NULL,
    country: TEXT_OR_NULL,
    region: TEXT_OR_NULL,
    city: TEXT_OR_NULL,
    ip: TEXT_OR_NULL,
    last_account_recovery_at: nullable(Type.Integer()),
    last_sync_date: SECONDS_OR_NULL,
  }),
)

export const SENT_TOKEN_DEVICE: WireObject = sentTokenDevice({ sentAtMs: EXAMPLE_MS })

export const APP_DEVICE: WireObject = appDevice({
  id: 1_234_567,
  osType: 'android',
  ip: '203.0.113.7',
  registrationIp: '203.0.113.7',
  registrationMethod: 'sms',
  registeredAtMs: EXAMPLE_MS,
  lastSyncAtMs: EXAMPLE_MS,
})
