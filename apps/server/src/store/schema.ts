import type { ColumnType, Generated } from 'kysely'
import type { DeviceSystem } from '../domain/device.ts'

/** A column that has a default and may be NULL. */
type Optional<Value> = ColumnType<Value | null, Value | null | undefined, Value | null>

/** Columns as both databases hold them. Times are integer milliseconds; flags are nullable times. docs/data-model.md says what each is for. The file is long because the schema is: one table after another. */
export interface Schema {
  readonly schema_migrations: { id: number; applied_at: number; least_server: number | null }
  readonly apps: {
    id: Generated<number>
    name: string
    plan: 'production' | 'sandbox'
    settings: string
    created_at: number
  }
  readonly api_keys: {
    key_hash: string
    app_id: number
    /** Needed again as the key of callback signatures (docs/wire, callbacks). */
    sealed_key: string
    created_at: number
    revoked_at: number | null
    /** Within two seconds. */
    last_used_at: Optional<number>
  }
  readonly users: {
    authy_id: number
    phone_hash: string
    sealed_phone: string
    country_code: number
    region: string | null
    created_at: number
  }
  readonly app_users: {
    app_id: number
    authy_id: number
    created_at: number
    removed_at: Optional<number>
    /** First time that a token of this user verified. */
    confirmed_at: Optional<number>
    /** Consecutive wrong tokens since the last right one. */
    wrong_tokens: Generated<number>
    next_attempt_at: Generated<number>
    suspended_at: Optional<number>
    /** Approval requests sent since the last one that was approved, or the last right token. */
    pushes_since_success: Generated<number>
    /** Since the person said "this was not me". */
    pushes_paused_at: Optional<number>
    /** As `users.region`, where the acts that count by country find it. */
    region: Optional<string>
    /** Start of the day (UTC) on which the person last approved a request. */
    last_approval_day: Optional<number>
  }
  readonly app_user_emails: {
    app_id: number
    authy_id: number
    email_hash: string
    sealed_email: string
    created_at: number
  }
  readonly authenticators: {
    app_id: number
    authy_id: number
    id: string
    kind: 'qr' | 'soft'
    sealed_secret: string
    digits: number
    period_seconds: number
    window_steps: number
    last_used_step: Generated<number>
    created_at: number
    confirmed_at: Optional<number>
  }
  readonly qr_codes: {
    /** Hash of the unguessable part of the image's URL. */
    id_hash: string
    app_id: number
    authy_id: number
    sealed_uri: string
    size: number
    expires_at: number
  }
  readonly sent_tokens: {
    app_id: number
    authy_id: number
    action: string
    channel: 'sms' | 'call' | 'email' | 'push'
    sealed_token: string
    expires_at: number
    guesses: number
    sends: number
    last_sent_at: number
    last_request: string
    used_at: number | null
    /** That carries the token. */
    message_id: Optional<string>
    /** Start of the day (UTC) on which a token of this row last verified. */
    last_used_day: Optional<number>
  }
  readonly phone_verifications: {
    app_id: number
    phone_hash: string
    id: string
    sealed_code: string
    via: 'sms' | 'call'
    expires_at: number
    guesses: number
    sends: number
    last_sent_at: number
    verified_at: number | null
    created_at: number
    message_id: Optional<string>
  }
  readonly messages: {
    /** The order in which they were decided: ids of one millisecond have none. */
    number: Generated<number>
    id: string
    app_id: number
    authy_id: number | null
    kind: 'token' | 'code' | 'install-link' | 'notice'
    channel: 'sms' | 'call' | 'email'
    locale: string
    to_hash: string
    /** JSON of recipient, text, subject, token and speech: what was, or would have been, sent. */
    sealed_content: string
    status: 'queued' | 'sent' | 'failed' | 'refused'
    provider: Optional<string>
    provider_message_id: Optional<string>
    attempts: Generated<number>
    last_error: Optional<string>
    created_at: number
    expires_at: number
    sent_at: Optional<number>
    /** ISO 3166 country of the person's number. */
    region: Optional<string>
    /** What the provider asks for it, where it says so: an amount and a currency, `0.0075 USD`. */
    cost: Optional<string>
    /** The message that an operator had sent once more. */
    resent_from: Optional<string>
    /** When an operator last had this one sent once more. */
    resent_at: Optional<number>
  }
  readonly jobs: {
    id: string
    kind: 'deliver-message' | 'deliver-callback' | 'wake-device' | 'deliver-webhook'
    due_at: number
    leased_until: number
    attempts: number
    /** After this the job is pointless: the token is dead. */
    deadline_at: number
    /** What the job is about where its id does not say it: the device to wake. */
    subject: Optional<string>
  }
  readonly devices: {
    id: number
    authy_id: number
    /** Public keys as JWK, JSON. */
    signing_key: string
    agreement_key: string
    name: string
    system: DeviceSystem
    version: string
    registered_at: number
    registered_via: 'sms' | 'call' | 'device'
    registered_ip: string | null
    last_seen_at: number
    last_ip: string | null
    revoked_at: Optional<number>
  }
  readonly device_nonces: {
    device_id: number
    nonce: string
    expires_at: number
  }
  readonly device_registrations: {
    id: string
    phone_hash: string
    sealed_phone: string
    via: 'sms' | 'call' | 'device'
    sealed_code: string
    /** Two digits that the new device shows and an old one asks for. */
    sealed_number: string
    locale: string | null
    signing_key: string
    agreement_key: string
    name: string
    system: DeviceSystem
    version: string
    ip: string | null
    guesses: Generated<number>
    wrong_numbers: Generated<number>
    asked_device_at: Optional<number>
    last_sent_at: number
    created_at: number
    expires_at: number
    refused_at: Optional<number>
    completed_at: Optional<number>
    device_id: Optional<number>
  }
  readonly device_event_cursors: {
    authy_id: number
    last_number: number
  }
  readonly device_events: {
    authy_id: number
    number: number
    at: number
    name: string
    data: string
  }
  readonly push_subscriptions: {
    device_id: number
    sealed_subscription: string
    created_at: number
  }
  readonly service_keys: {
    name: string
    sealed_key: string
    created_at: number
  }
  readonly approval_requests: {
    uuid: string
    app_id: number
    authy_id: number
    /** Equal for requests that a person could not tell apart. */
    request_hash: string
    /** JSON of ApprovalContent (domain/approval-request.ts). */
    sealed_content: string
    status: 'pending' | 'approved' | 'denied'
    wrong_numbers: Generated<number>
    created_at: number
    /** Null never expires. */
    expires_at: number | null
    notified_at: Optional<number>
    answered_at: Optional<number>
    device_id: Optional<number>
    /** The signed answer, a compact JWS. */
    sealed_statement: Optional<string>
    not_me_at: Optional<number>
  }
  /** Keys with which apps repeat a request safely. */
  readonly approval_keys: {
    app_id: number
    authy_id: number
    key_hash: string
    uuid: string
    expires_at: number
  }
  readonly app_callbacks: {
    app_id: number
    /** Empty when it was taken away or disabled. */
    url: string
    method: 'POST' | 'GET'
    /** Consecutive. */
    failures: Generated<number>
    set_at: number
    disabled_at: Optional<number>
    disabled_reason: Optional<string>
    /** What was called until too many failures took it away. */
    disabled_url: Optional<string>
    /** JSON of CallbackFailure, at most three, the newest last. */
    last_failures: Generated<string>
  }
  readonly callbacks: {
    /** Also the `webhook-id`, the same at every attempt. */
    id: string
    app_id: number
    authy_id: number | null
    kind: 'approval' | 'test'
    /** JSON of CallbackFacts (domain/callback.ts). */
    sealed_facts: string
    status: 'queued' | 'delivered' | 'failed' | 'dropped'
    attempts: Generated<number>
    last_error: Optional<string>
    created_at: number
    settled_at: Optional<number>
  }
  readonly events: {
    id: Generated<number>
    app_id: number
    authy_id: number | null
    at: number
    kind: string
    facts: string
  }
  /** How far each follower of a log has come. */
  readonly followers: {
    name: string
    last_number: number
  }
  /** Which events are a person's. */
  readonly user_events: {
    /** The number of the part of the log, each of SPAN entries (store/spans.ts). */
    span: number
    authy_id: number
    event_id: number
    app_id: number
  }
  /** Which messages went to a number or an address. */
  readonly recipient_messages: {
    span: number
    to_hash: string
    number: number
    app_id: number
  }
  readonly counters: {
    app_id: number
    hour: number
    /** domain/counter-names.ts. */
    name: string
    count: number
  }
  /** The same by day, for days that are over. */
  readonly daily_counters: {
    app_id: number
    name: string
    day: number
    count: number
  }
  /** The same by month, for months that are over. */
  readonly monthly_counters: {
    app_id: number
    name: string
    month: number
    count: number
  }
  readonly counter_roll_ups: {
    app_id: number
    /** Days before this one are in `daily_counters`, and whole months of them in `monthly_counters`. */
    until_day: number
  }
  readonly request_log: {
    id: Generated<number>
    app_id: number
    at: number
    method: string
    route: string
    path: string
    status: number
    error_code: string | null
    duration_ms: number
    request_id: string
    /** JSON, masked and cut (domain/mask-body.ts). */
    request_body: string
    response_body: string
    expires_at: number
  }
  readonly webhooks: {
    id: string
    app_id: number
    name: string
    url: string
    /** JSON list of event names. */
    events: string
    sealed_signing_key: string
    /** Consecutive. */
    failures: Generated<number>
    created_at: number
    disabled_at: Optional<number>
    disabled_reason: Optional<string>
  }
  readonly webhook_deliveries: {
    number: Generated<number>
    /** Also the `webhook-id`, the same at every attempt. */
    id: string
    webhook_id: string
    /** Null for a test. */
    event_id: number | null
    event: string
    status: 'queued' | 'delivered' | 'failed' | 'dropped'
    attempts: Generated<number>
    answer_status: Optional<number>
    latency_ms: Optional<number>
    last_error: Optional<string>
    created_at: number
    settled_at: Optional<number>
  }
  readonly access_keys: {
    id: Generated<number>
    app_id: number
    name: string
    key_hash: string
    /** Signs the requests that are made with the key. */
    sealed_signing_key: string
    created_at: number
    last_used_at: Optional<number>
    ended_at: Optional<number>
  }
  /** Who uses the console. */
  readonly operators: {
    id: Generated<number>
    email_hash: string
    sealed_email: string
    name: string
    /** argon2id, in PHC string format; null for one who has passkeys alone. */
    password_hash: string | null
    /** The operator as a user of the console's own app: the second factor. Null for passkeys alone. */
    authy_id: number | null
    created_at: number
    last_seen_at: Optional<number>
    disabled_at: Optional<number>
  }
  readonly operator_grants: {
    operator_id: number
    /** 0 for all apps. */
    app_id: number
    role: 'owner' | 'operator' | 'support'
  }
  readonly operator_sessions: {
    id: string
    /** Keyed hash of the cookie. */
    token_hash: string
    operator_id: number
    user_agent: string
    ip: string
    created_at: number
    last_seen_at: number
    expires_at: number
    /** When the operator last proved who they are. */
    authenticated_at: number
    revoked_at: Optional<number>
  }
  readonly operator_passkeys: {
    /** The credential id, base64url. */
    id: string
    operator_id: number
    name: string
    public_key: string
    sign_count: number
    transports: string
    created_at: number
    last_used_at: Optional<number>
  }
  /** One-time links: the first operator, and those who are invited. */
  readonly operator_invitations: {
    token_hash: string
    sealed_email: Optional<string>
    /** JSON of the grants to be. */
    grants: string
    invited_by: number | null
    created_at: number
    expires_at: number
    used_at: Optional<number>
    /** Whose way in it renews; null for one that makes an operator. */
    operator_id: Optional<number>
  }
  /** What was asked of somebody who is about to prove who they are: each is answered once. */
  readonly operator_challenges: {
    /** Keyed hash of a passkey's challenge, or of the ticket between password and second factor. */
    hash: string
    purpose: 'passkey-sign-in' | 'passkey-add' | 'passkey-welcome' | 'second-factor'
    operator_id: Optional<number>
    invitation_hash: Optional<string>
    approval_uuid: Optional<string>
    expires_at: number
  }
  /** Apps that are the service's own: `console`, in which operators are users. */
  readonly service_apps: {
    name: string
    app_id: number
  }
  readonly throttles: {
    id: string
    count: number
    window_ends_at: number
  }
  readonly activities: {
    id: Generated<number>
    app_id: number
    authy_id: number
    kind: string
    sealed_data: string
    user_ip: string | null
    at: number
  }
}
