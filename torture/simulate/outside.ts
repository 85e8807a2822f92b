import type { GuardedSender, Reply } from '../../apps/server/src/delivery/guarded-sender.ts'
import type { Provider } from '../../apps/server/src/delivery/provider.ts'
import type { History } from '../history.ts'
import type { Inbox } from '../load/inbox.ts'
import type { TortureApp } from '../load/world.ts'
import { receiveCallback, receiveMessage, type Treatment } from '../outside.ts'
import type { Random } from '../random.ts'
import type { Scheduler } from './scheduler.ts'

/** As long as the service waits for an answer from outside (delivery/time-limit.ts). */
const TIME_LIMIT_MS = 10_000

const LONGEST_WAY_MS = 400

export interface SimulatedOutside {
  readonly carrier: Provider
  readonly sender: GuardedSender
}

/** A carrier, and the endpoints of the apps, that treat each delivery as a seed decides. */
export function createOutside(options: {
  readonly scheduler: Scheduler
  readonly random: Random
  readonly history: History
  readonly inbox: Inbox
  readonly apps: readonly TortureApp[]
  readonly treatMessage: () => Treatment
  readonly treatCallback: (app: TortureApp) => Treatment
}): SimulatedOutside {
  const { scheduler, random, history, inbox, apps } = options

  /** Whether it was taken or refused; undefined where no answer came in time. */
  async function travel(
    treatment: Treatment,
    receive: () => (treatment: Exclude<Treatment, 'lose'>) => void,
  ): Promise<'taken' | 'refused' | undefined> {
    await scheduler.sleep(random() * LONGEST_WAY_MS)
    if (treatment !== 'lose') {
      const end = receive()
      await scheduler.sleep(random() * LONGEST_WAY_MS)
      end(treatment)
      if (treatment === 'refuse') return 'refused'
      if (treatment === 'take' || treatment === 'answer-twice') return 'taken'
    }
    await scheduler.sleep(TIME_LIMIT_MS)
    return undefined
  }

  return {
    carrier: {
      name: 'simulated',
      channels: ['sms'],
      async deliver({ id, to: phone, text, token = '' }) {
        const came = await travel(options.treatMessage(), () =>
          receiveMessage(history, inbox, { id, phone, text, token }),
        )
        return came === 'taken'
          ? { status: 'sent', providerMessageId: undefined }
          : { status: 'failed', reason: came ?? 'no answer' }
      },
      check: async () => undefined,
    },
    sender: {
      async send({ url, headers, body }): Promise<Reply> {
        const app = apps.find(({ name }) => url === callbackUrl(name))
        if (app === undefined) throw new Error(`Nobody listens at ${url}.`)
        const text = typeof body === 'string' ? body : Buffer.from(body ?? []).toString()
        const came = await travel(options.treatCallback(app), () =>
          receiveCallback(history, app, { headers, body: text }),
        )
        if (came === undefined) return { result: 'no-answer', reason: 'no answer' }
        return {
          result: 'answered',
          status: came === 'taken' ? 200 : 500,
          retryAfterMs: undefined,
        }
      },
      close: async () => {},
    },
  }
}

export function callbackUrl(appName: string): string {
  return `https://${appName.toLowerCase()}.example.test/callback`
}
