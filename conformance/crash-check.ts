import { createLog, listMessages, openDeps, parseConfig } from '@countersign/server'
import type { SendRecord, TokenRecord } from './crash-run.ts'
import type { KillableServer } from './killable-server.ts'
import { codeOf } from './read-answer.ts'

export interface CheckReport {
  readonly counts: Readonly<Record<string, number>>
  readonly problems: readonly string[]
}

/** More than any run makes. */
const MOST_MESSAGES = 1_000_000

/**
 * What must hold after the last kill: a token that was accepted once never is again, a token that
 * was sent and not used still is, and the outbox holds what was acknowledged. The server is killed
 * once more before its database is read.
 */
export async function check(run: {
  readonly env: Readonly<Record<string, string>>
  readonly server: KillableServer
  readonly tokens: readonly TokenRecord[]
  readonly sends: readonly SendRecord[]
}): Promise<CheckReport> {
  const tokens = await checkTokens(run.server, run.tokens)
  await run.server.kill()
  const outbox = await checkOutbox(run.env, run.sends)
  return {
    counts: { ...tokens.counts, ...outbox.counts },
    problems: [...tokens.problems, ...outbox.problems],
  }
}

async function checkTokens(
  server: KillableServer,
  tokens: readonly TokenRecord[],
): Promise<CheckReport> {
  const problems: string[] = []
  const counts = {
    tokens: tokens.length,
    'accepted and acknowledged': 0,
    'accepted, answer lost': 0,
    'sent and kept for later': 0,
    'tried again after the last restart': 0,
    'refused with 60019': 0,
    'refused with 60020': 0,
  }
  for (const record of tokens) {
    const query = record.action === '' ? '' : `?action=${record.action}`
    const answer = await server.ask('GET', `/verify/${record.token}/${record.authyId}${query}`)
    const code = answer === undefined ? 'nothing' : codeOf(answer)
    const name = `A token of ${record.by} for "${record.action}"`
    if (record.accepted > 1) problems.push(`${name} was accepted ${record.accepted} times.`)
    if (record.action === 'later') {
      counts['sent and kept for later']++
      if (code !== '200') problems.push(`${name} was sent, not used, and refused with ${code}.`)
      continue
    }
    counts['tried again after the last restart']++
    if (code === '60019') counts['refused with 60019']++
    else if (code === '60020') counts['refused with 60020']++
    else problems.push(`${name} had been used and was answered ${code}.`)
    if (record.accepted > 0) counts['accepted and acknowledged']++
    else if (record.unanswered > 0) counts['accepted, answer lost']++
    else problems.push(`${name} was refused although nobody had used it.`)
  }
  return { counts, problems }
}

async function checkOutbox(
  env: Readonly<Record<string, string>>,
  sends: readonly SendRecord[],
): Promise<CheckReport> {
  const parsed = parseConfig(env)
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  const { deps, store } = openDeps(parsed.config, { log: createLog('error') })
  try {
    const messages = await listMessages(deps, { limit: MOST_MESSAGES })
    const jobs = await deps.db.selectFrom('jobs').select('id').execute()
    const problems: string[] = []
    const counts = {
      'sends acknowledged': 0,
      'sends unanswered': 0,
      'sends joined to an identical one': 0,
      'messages in the outbox': messages.length,
      'messages of unanswered sends': 0,
      'messages delivered': messages.filter(({ status }) => status === 'sent').length,
      'messages with a job to come': jobs.length,
    }
    for (const { words, to, acknowledged, unanswered } of sends) {
      const held = messages.filter((each) => each.to === to && each.text.includes(words)).length
      counts['sends acknowledged'] += acknowledged
      counts['sends unanswered'] += unanswered
      // Two at once are one message when they fall into the same moment, and may be two when a kill parts them.
      counts['sends joined to an identical one'] += Math.max(0, acknowledged - held)
      counts['messages of unanswered sends'] += Math.max(0, held - acknowledged)
      if (held === 0) problems.push(`"${words}" was acknowledged and is not in the outbox.`)
      if (held > acknowledged + unanswered)
        problems.push(`"${words}" is ${held} times in the outbox for ${acknowledged} sends.`)
    }
    if (new Set(messages.map(({ id }) => id)).size !== messages.length)
      problems.push('Two messages have the same id.')
    const waiting = new Set(jobs.map(({ id }) => id))
    const stranded = messages.filter(({ id, status }) => (status === 'queued') !== waiting.has(id))
    if (stranded.length > 0)
      problems.push(`${stranded.length} messages are queued without a job, or the reverse.`)
    return { counts, problems }
  } finally {
    await store.close()
  }
}
