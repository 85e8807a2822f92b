import type { Answer } from './answer.ts'
import { type AuthyId, idPart } from './authy-id.ts'
import { call } from './call.ts'
import { CountersignError } from './countersign-error.ts'
import { type DetailValue, detailsIn } from './details.ts'
import type { CallOptions, Settings } from './options.ts'
import { type Body, booleanIn, isBody, numberIn, objectIn, textIn, timeIn } from './read-body.ts'
import type { SignedAnswer } from './signed-answer.ts'

/**
 * Questions that a person's authenticator shows, and their answers (docs/wire §7). Every call throws
 * CountersignError for a fault.
 */
export interface Approvals {
  /**
   * Asks a person to approve something. On any refusal fall back to a token.
   *
   * @param question.message what is asked, up to 200 characters
   * @param question.details what the person sees, in this order
   * @param question.hiddenDetails what only comes back to you
   * @param question.secondsToExpire 0 is never; 86,400 unless given
   * @param question.userIp the address of whoever asks; the authenticator shows it
   * @param question.idempotencyKey up to 255 characters: the same key is the same request, whatever became of it
   * @example
   * const asked = await countersign.approvals.request(authyId, {
   *   message: 'Log in to Harbour Bank',
   *   details: { Browser: 'Firefox on Windows' },
   *   secondsToExpire: 300,
   * })
   * if (!asked.ok) return asked.reason
   * return { uuid: asked.uuid, number: asked.number }
   */
  request(
    authyId: AuthyId,
    question: Question,
    options?: CallOptions,
  ): Promise<Answer<ApprovalAsked, ApprovalNotAsked>>
  /**
   * Reads what became of a request.
   *
   * @example
   * const found = await countersign.approvals.status(uuid)
   * return found.ok && found.approval.status
   */
  status(
    uuid: string,
    options?: CallOptions,
  ): Promise<Answer<{ readonly approval: Approval }, 'not-found'>>
  /**
   * Waits for the answer. The status is `pending` where `timeoutMs` passed first.
   *
   * @param wait.timeoutMs milliseconds in all
   * @example
   * const answered = await countersign.approvals.wait(uuid, { timeoutMs: 120_000, signal })
   * return answered.ok && answered.approval.status === 'approved'
   */
  wait(
    uuid: string,
    wait: { readonly timeoutMs: number; readonly signal?: AbortSignal | undefined },
  ): Promise<Answer<{ readonly approval: Approval }, 'not-found'>>
}

export interface Question {
  readonly message: string
  readonly details?: Readonly<Record<string, DetailValue>>
  readonly hiddenDetails?: Readonly<Record<string, DetailValue>>
  /** Shown with the question; one of them must be `default`. */
  readonly logos?: readonly {
    readonly res: 'default' | 'low' | 'med' | 'high'
    readonly url: string
  }[]
  readonly secondsToExpire?: number
  readonly userIp?: string
  readonly idempotencyKey?: string
}

export interface ApprovalAsked {
  readonly uuid: string
  /** Where the app has number matching: show it on the page that waits. */
  readonly number: string | undefined
}

export type ApprovalNotAsked =
  | 'unknown-user'
  /** The person has no authenticator. */
  | 'no-device'
  /** Approval requests are off for this app. */
  | 'disabled'
  /** The person said that a request was not theirs. A right token ends it. */
  | 'paused'
  | 'suspended'
  /** Not now. */
  | 'not-sent'
  /** Too many were not answered. A right token ends it. */
  | 'throttled'

export interface Approval {
  readonly uuid: string
  readonly authyId: number
  readonly status: 'pending' | 'approved' | 'denied' | 'expired'
  /** Milliseconds since 1970. */
  readonly createdAt: number
  /** Milliseconds since 1970; absent until it is answered. */
  readonly answeredAt: number | undefined
  readonly hiddenDetails: Readonly<Record<string, DetailValue>>
  /** The person said "this was not me": somebody else knows their password. */
  readonly isNotMe: boolean
  /** What the device signed, for `readSignedAnswer`. */
  readonly signedAnswer: SignedAnswer | undefined
}

/** Below what proxies commonly allow an answer to take. */
const LONGEST_WAIT_SECONDS = 25

/** Between two looks, where the server does not know `wait` and answers at once. */
const POLL_MS = 2_000

/** @internal */
export function createApprovals(settings: Settings): Approvals {
  const read = async (
    uuid: string,
    options: CallOptions | undefined,
    wait?: number,
  ): Promise<Answer<{ readonly approval: Approval }, 'not-found'>> =>
    // As it came, `..` would lead to another route.
    /^[\w-]{1,64}$/.test(uuid)
      ? await call(
          settings,
          {
            family: 'onetouch',
            route: 'GET /approval_requests/{uuid}',
            parts: { uuid },
            params: { wait },
            refusals: { 'not-found': '60049' },
            isHarmless: true,
            read: (body) => ({ approval: approvalIn(objectIn(body, 'approval_request')) }),
          },
          options,
        )
      : { ok: false, reason: 'not-found' }

  return {
    async request(authyId, question, options) {
      const { idempotencyKey } = question
      if (idempotencyKey !== undefined && !/^[\x21-\x7E]{1,255}$/.test(idempotencyKey)) {
        throw new CountersignError('bad-options', 'idempotencyKey: not 1 to 255 ASCII characters.')
      }
      return await call(
        settings,
        {
          family: 'onetouch',
          route: 'POST /users/{authy_id}/approval_requests',
          parts: idPart(authyId),
          params: {
            message: question.message,
            details: question.details,
            hidden_details: question.hiddenDetails,
            logos: question.logos,
            seconds_to_expire: question.secondsToExpire,
            user_ip: question.userIp,
          },
          headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
          refusals: {
            'unknown-user': '60026',
            'no-device': '60050 60051',
            disabled: '60065 60085',
            paused: '60054/403',
            'not-sent': '60052 60053 60054',
            suspended: '60017',
            throttled: '60003',
          },
          // Without a key, number matching makes every request one of its own.
          isHarmless: idempotencyKey !== undefined,
          read(body) {
            const request = objectIn(body, 'approval_request')
            const matching = request['number_matching']
            return {
              uuid: textIn(request, 'uuid'),
              number: isBody(matching) ? textIn(matching, 'code') : undefined,
            }
          },
        },
        options,
      )
    },
    status: (uuid, options) => read(uuid, options),
    async wait(uuid, { timeoutMs, signal }) {
      const deadline = settings.now() + timeoutMs
      for (;;) {
        const askedAt = settings.now()
        const leftSeconds = Math.ceil(Math.max(0, deadline - askedAt) / 1_000)
        const seconds = Math.min(leftSeconds, LONGEST_WAIT_SECONDS)
        const answerMs = seconds * 1_000 + settings.timeoutMs
        const found = await read(uuid, { signal, timeoutMs: answerMs }, seconds)
        if (!found.ok || found.approval.status !== 'pending') return found
        const now = settings.now()
        if (now >= deadline) return found
        const isEarly = now - askedAt < seconds * 1_000 - POLL_MS
        if (isEarly) await settings.waitMs(Math.min(POLL_MS, deadline - now), signal)
      }
    },
  }
}

function approvalIn(request: Body): Approval {
  const status = textIn(request, 'status')
  if (!isStatus(status)) throw new CountersignError('bad-answer', 'The answer has no known status.')
  const signed = request['signed_answer']
  const processedAt = request['processed_at']
  return {
    uuid: textIn(request, 'uuid'),
    authyId: numberIn(request, '_authy_id'),
    status,
    createdAt: timeIn(request, 'created_at'),
    answeredAt:
      processedAt === null || processedAt === undefined
        ? undefined
        : timeIn(request, 'processed_at'),
    hiddenDetails: detailsIn(request['hidden_details']),
    isNotMe: booleanIn(request, 'not_me'),
    signedAnswer: isBody(signed)
      ? { statement: textIn(signed, 'statement'), publicKey: objectIn(signed, 'public_key') }
      : undefined,
  }
}

function isStatus(status: string): status is Approval['status'] {
  return ['pending', 'approved', 'denied', 'expired'].includes(status)
}
