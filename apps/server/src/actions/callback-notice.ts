import type { Deps } from '../deps.ts'
import type { App } from '../domain/app.ts'
import { FAILURES_UNTIL_DISABLED } from '../domain/callback-schedule.ts'
import { enqueueMessage } from './enqueue-message.ts'

/** A mail server that is down over a weekend still gets it. */
const NOTICE_LIFE_MS = 3 * 86_400_000

interface DisabledCallback {
  readonly url: string
  readonly reason: string
  /** Milliseconds. */
  readonly at: number
}

/** Tells the operators by e-mail that an app's callback is off. In English, as everything for operators is. */
export async function enqueueCallbackNotice(
  deps: Deps,
  app: App,
  disabled: DisabledCallback,
): Promise<void> {
  for (const to of deps.settings.operatorEmails) {
    await enqueueMessage(deps, {
      appId: app.id,
      authyId: undefined,
      kind: 'notice',
      channel: 'email',
      locale: 'en',
      toHash: deps.vault.blindIndex('email', to.toLowerCase()),
      region: undefined,
      content: { to, appName: app.name, ...noticeText(app, disabled) },
      lifeMs: NOTICE_LIFE_MS,
    })
  }
}

/** The host alone of the URL: paths and queries often hold a secret of the app's, and mail is read by many. */
function noticeText(app: App, { url, reason, at }: DisabledCallback) {
  return {
    subject: `The callback of ${app.name} was disabled`,
    text: [
      `Countersign disabled the callback of the app ${app.name} (id ${app.id}) at ${new Date(at).toISOString()}.`,
      '',
      `${FAILURES_UNTIL_DISABLED} callbacks in a row to ${URL.parse(url)?.host ?? 'its URL'} failed. The last one: ${reason}.`,
      '',
      'The URL was taken away, and the callbacks that still waited were dropped. Until it is set again, the app is not told when a person answers; it can still ask for the status of each request.',
      '',
      'Once the endpoint answers with 2xx again, enable the callback by setting its URL, and try it out:',
      '',
      `  npx countersign app callback ${app.id} --url URL`,
      `  npx countersign app callback ${app.id} --test`,
    ].join('\n'),
  }
}
