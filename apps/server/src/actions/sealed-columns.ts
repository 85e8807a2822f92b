import type { Schema } from '../store/schema.ts'
import {
  accessKeyRow,
  activityRow,
  apiKeyRow,
  approvalRow,
  authenticatorRow,
  callbackRow,
  deviceRegistrationRow,
  emailRow,
  invitationRow,
  messageRow,
  operatorEmailRow,
  phoneRow,
  phoneVerificationRow,
  pushSubscriptionRow,
  qrCodeRow,
  sentTokenRow,
  serviceKeyRow,
  statementRow,
  webhookRow,
} from './sealed-rows.ts'

/** A column of sealed fields, and how each field's row is found and named. */
export interface SealedColumn {
  readonly table: keyof Schema
  readonly column: string
  /** The table's key, in the order in which it is walked through. */
  readonly key: readonly string[]
  /** Columns beside the key that the name of the row needs. */
  readonly also: readonly string[]
  readonly rowOf: (row: SealedRow) => string
}

/** Columns as the database gives them: texts and whole numbers. */
export type SealedRow = Readonly<Record<string, string | number>>

// Each reads the columns that are named beside it, and they are never null.
const text = (row: SealedRow, column: string) => String(row[column])
const number = (row: SealedRow, column: string) => Number(row[column])

function column<Table extends keyof Schema>(
  table: Table,
  name: keyof Schema[Table] & `sealed_${string}`,
  key: readonly (keyof Schema[Table] & string)[],
  rowOf: (row: SealedRow) => string,
  also: readonly (keyof Schema[Table] & string)[] = [],
): SealedColumn {
  return { table, column: name, key, also, rowOf }
}

/** Every sealed column there is; a test compares it with the schema. */
export const SEALED_COLUMNS: readonly SealedColumn[] = [
  // First, since nothing is found without it.
  column('service_keys', 'sealed_key', ['name'], (row) => serviceKeyRow(text(row, 'name'))),
  column('api_keys', 'sealed_key', ['key_hash'], (row) => apiKeyRow(text(row, 'key_hash'))),
  column('users', 'sealed_phone', ['authy_id'], (row) => phoneRow(text(row, 'phone_hash')), [
    'phone_hash',
  ]),
  column('app_user_emails', 'sealed_email', ['app_id', 'authy_id', 'email_hash'], (row) =>
    emailRow(number(row, 'app_id'), number(row, 'authy_id'), text(row, 'email_hash')),
  ),
  column('authenticators', 'sealed_secret', ['app_id', 'authy_id', 'id'], (row) =>
    authenticatorRow(number(row, 'app_id'), number(row, 'authy_id'), text(row, 'id')),
  ),
  column('qr_codes', 'sealed_uri', ['id_hash'], (row) => qrCodeRow(text(row, 'id_hash'))),
  column('sent_tokens', 'sealed_token', ['app_id', 'authy_id', 'action'], (row) =>
    sentTokenRow(number(row, 'app_id'), number(row, 'authy_id'), text(row, 'action')),
  ),
  column(
    'phone_verifications',
    'sealed_code',
    ['app_id', 'phone_hash'],
    (row) => phoneVerificationRow(text(row, 'id')),
    ['id'],
  ),
  ...(['sealed_phone', 'sealed_code', 'sealed_number'] as const).map((name) =>
    column('device_registrations', name, ['id'], (row) => deviceRegistrationRow(text(row, 'id'))),
  ),
  column('push_subscriptions', 'sealed_subscription', ['device_id'], (row) =>
    pushSubscriptionRow(number(row, 'device_id')),
  ),
  column('webhooks', 'sealed_signing_key', ['id'], (row) => webhookRow(text(row, 'id'))),
  column(
    'access_keys',
    'sealed_signing_key',
    ['id'],
    (row) => accessKeyRow(text(row, 'key_hash')),
    ['key_hash'],
  ),
  column('operators', 'sealed_email', ['id'], (row) => operatorEmailRow(text(row, 'email_hash')), [
    'email_hash',
  ]),
  column('operator_invitations', 'sealed_email', ['token_hash'], (row) =>
    invitationRow(text(row, 'token_hash')),
  ),
  column(
    'activities',
    'sealed_data',
    ['id'],
    (row) => activityRow(number(row, 'app_id'), number(row, 'authy_id')),
    ['app_id', 'authy_id'],
  ),
  column('approval_requests', 'sealed_content', ['uuid'], (row) => approvalRow(text(row, 'uuid'))),
  column('approval_requests', 'sealed_statement', ['uuid'], (row) =>
    statementRow(text(row, 'uuid')),
  ),
  column('callbacks', 'sealed_facts', ['id'], (row) => callbackRow(text(row, 'id'))),
  column('messages', 'sealed_content', ['number'], (row) => messageRow(text(row, 'id')), ['id']),
]
