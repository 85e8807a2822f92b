/** One text in one file of the service, and what stands there instead so that the guard can be taken away. */
export interface Change {
  /** Under apps/server/src. */
  readonly file: string
  /** Stands in the file exactly once: a guard that has moved is noticed, and not left untested. */
  readonly text: string
  /** `BROKEN` is true while the guard is taken away. */
  readonly instead: string
}

// Past 250 lines as a list is: each guard with the text that it stands in.

/** One of the guards that the promises of the service rest on. */
export interface Guard {
  readonly name: string
  /** Where it can be missed: the runs in which it is broken. */
  readonly seenBy: 'simulation' | 'two-nodes'
  /** What the checker must complain of. */
  readonly rule: string
  readonly changes: readonly Change[]
}

function code(file: string, text: string, instead: string): Change {
  return { file, text, instead }
}

/** Part of a statement between backquotes. */
function sql(file: string, text: string, instead: string): Change {
  return {
    file,
    text,
    instead: `\${BROKEN ? ${JSON.stringify(instead)} : ${JSON.stringify(text)}}`,
  }
}

export const GUARDS: readonly Guard[] = [
  {
    // Behind each other: the look at the row, and the claim of it. Either holds alone.
    name: 'a sent token is claimed once',
    seenBy: 'simulation',
    rule: 'token accepted twice',
    changes: [
      code(
        'domain/verify-token.ts',
        'result: candidate.usedAt === undefined',
        'result: BROKEN || candidate.usedAt === undefined',
      ),
      sql('store/sqlite/hot.ts', 'AND used_at IS NULL', ''),
    ],
  },
  {
    name: 'a step is claimed once',
    seenBy: 'simulation',
    rule: 'token accepted twice',
    changes: [
      code('domain/verify-token.ts', 'match.step > auth', 'BROKEN || match.step > auth'),
      sql('store/sqlite/hot.ts', 'AND id = ? AND last_used_step < ?', 'AND id = ? AND 0 < ?'),
    ],
  },
  {
    name: 'a code is used up',
    seenBy: 'simulation',
    rule: 'token accepted twice',
    changes: [
      code(
        'domain/phone-verification.ts',
        "if (statusOf(verification, now) !== 'pending')",
        "if (!BROKEN && statusOf(verification, now) !== 'pending')",
      ),
      sql('store/sqlite/hot-phone-verifications.ts', 'AND verified_at IS NULL', ''),
    ],
  },
  {
    name: 'an approval is answered once',
    seenBy: 'simulation',
    rule: 'two answers',
    changes: [
      code(
        'domain/approval-request.ts',
        "if (request.status !== 'pending')",
        "if (!BROKEN && request.status !== 'pending')",
      ),
      sql(
        'store/sqlite/hot-approvals.ts',
        "WHERE uuid = ? AND status = 'pending'",
        'WHERE uuid = ?',
      ),
    ],
  },
  {
    name: 'a nonce is taken once',
    seenBy: 'simulation',
    rule: 'nonce taken twice',
    changes: [
      sql(
        'store/sqlite/hot-approvals.ts',
        'ON CONFLICT (device_id, nonce) DO NOTHING',
        'ON CONFLICT (device_id, nonce) DO UPDATE SET expires_at = expires_at',
      ),
    ],
  },
  {
    name: 'an idempotency key stands for one request',
    seenBy: 'simulation',
    rule: 'key made two requests',
    changes: [
      // An identical question that is open is joined anyway.
      code(
        'actions/hot/create-approvals.ts',
        'if (uuid !== undefined && !each',
        'if (!BROKEN && uuid !== undefined && !each',
      ),
      code(
        'actions/hot/repeated-requests.ts',
        'if (rows.length > 0)',
        'if (!BROKEN && rows.length > 0)',
      ),
    ],
  },
  {
    name: 'wrong tokens are counted',
    seenBy: 'simulation',
    rule: 'wrong tokens without wait',
    changes: [
      code('domain/verify-token.ts', 'attempts.count + 1', 'attempts.count + (BROKEN ? 0 : 1)'),
    ],
  },
  {
    name: 'guesses at a code are counted',
    seenBy: 'simulation',
    rule: 'guesses at a code',
    changes: [
      sql(
        'store/sqlite/hot-phone-verifications.ts',
        'SET guesses = guesses + 1 WHERE',
        'SET guesses = guesses WHERE',
      ),
    ],
  },
  {
    name: 'a limit counts on',
    seenBy: 'simulation',
    rule: 'messages to a phone',
    changes: [sql('store/sqlite/hot.ts', 'ELSE count + excluded.count END', 'ELSE count END')],
  },
  {
    name: 'an answer goes out after the commit',
    seenBy: 'simulation',
    rule: 'request lost',
    // The commit comes with the next request to the database, which a crash may be before.
    changes: [
      code(
        'store/sqlite/work.ts',
        'async answerOf(message) {',
        "async answerOf(message) {\n      if (BROKEN && uncommitted && db.inTransaction) query('COMMIT', [])\n      uncommitted = false",
      ),
      code(
        'store/sqlite/work.ts',
        'commit.run()\n      return',
        'if (BROKEN) uncommitted = true\n      else commit.run()\n      return',
      ),
      code(
        'store/sqlite/work.ts',
        'function createTransaction',
        'let uncommitted = false\n\nfunction createTransaction',
      ),
    ],
  },
  {
    name: 'a message has its job in the same commit',
    seenBy: 'simulation',
    rule: 'message lost',
    changes: [
      code('store/sqlite/hot.ts', 'insertJob.run(row.id', 'if (!BROKEN) insertJob.run(row.id'),
    ],
  },
  {
    name: 'a callback has its job in the same commit',
    seenBy: 'simulation',
    rule: 'callback lost',
    changes: [
      code(
        'store/sqlite/hot-approvals.ts',
        'if (changes === 1) insertJob',
        'if (!BROKEN && changes === 1) insertJob',
      ),
    ],
  },
  {
    name: 'a message keeps its id',
    seenBy: 'simulation',
    rule: 'message under another id',
    changes: [
      code(
        'worker/deliver-message.ts',
        'id: row.id,\n      channel',
        'id: BROKEN ? `${row.id}/${Math.random()}` : row.id,\n      channel',
      ),
    ],
  },
  {
    name: 'a callback keeps its id',
    seenBy: 'simulation',
    rule: 'callback under another id',
    changes: [
      code(
        'worker/deliver-callback.ts',
        'callbackRequest({ id: row.id,',
        'callbackRequest({ id: BROKEN ? `${row.id}/${job.attempts}` : row.id,',
      ),
    ],
  },
  {
    name: 'a job is leased to one attempt at a time',
    seenBy: 'simulation',
    rule: 'message delivered again',
    changes: [
      code(
        'store/jobs.ts',
        'leased_until: now + leaseMs',
        'leased_until: BROKEN ? 0 : now + leaseMs',
      ),
    ],
  },
  {
    name: 'a delivery that failed is tried again',
    seenBy: 'simulation',
    rule: 'message lost',
    changes: [
      code(
        'domain/delivery-schedule.ts',
        'if (now >= lastAttemptAt)',
        'if (BROKEN || now >= lastAttemptAt)',
      ),
    ],
  },
  {
    name: 'a callback is signed',
    seenBy: 'simulation',
    rule: 'callback unsigned',
    changes: [
      code(
        'worker/deliver-callback.ts',
        '...where, payload',
        "...where, payload, ...(BROKEN ? { apiKey: 'other' } : {})",
      ),
    ],
  },
  {
    name: 'three failures take the URL away',
    seenBy: 'simulation',
    rule: 'callback not turned off',
    changes: [
      code(
        'store/callbacks.ts',
        'const isLast = sql<boolean>',
        'const isLast = BROKEN ? sql`1 = 0` : sql<boolean>',
      ),
    ],
  },
  // On two nodes the row of the person is held first, and what is claimed after it is guarded twice. A look or
  // a claim that takes a moment makes the race certain.
  {
    name: 'two nodes decide about a person one after the other',
    seenBy: 'two-nodes',
    rule: 'wrong tokens without wait',
    changes: [sql('store/postgres/hot.ts', 'FOR NO KEY UPDATE OF u', ', pg_sleep(0.01)::text')],
  },
  {
    name: 'two nodes claim a sent token once',
    seenBy: 'two-nodes',
    rule: 'token accepted twice',
    changes: [
      sql('store/postgres/hot.ts', 'AND s.used_at IS NULL', 'AND pg_sleep(0.05)::text IS NOT NULL'),
    ],
  },
  {
    name: 'two nodes take one answer',
    seenBy: 'two-nodes',
    rule: 'two answers',
    changes: [
      sql(
        'store/postgres/hot-approvals.ts',
        "AND a.status = 'pending' AND (a",
        'AND pg_sleep(0.05)::text IS NOT NULL AND (a',
      ),
    ],
  },
]
