import {
  changeApp,
  createFirstApp,
  createLog,
  listMessages,
  parseConfig,
} from '@countersign/server'
import { serve } from '@countersign/server/serve'

// The service in a process of its own, to be killed: settings from the environment, its address and,
// of a new database, the first app's key to its parent. It also reads tokens out to its parent, as
// nobody but an operator could.

/** What the parent asks: the messages to a number. */
export interface MessagesQuestion {
  readonly number: number
  readonly to: string
}

export type FromChild =
  | { readonly kind: 'serving'; readonly url: string; readonly apiKey: string | undefined }
  | {
      readonly kind: 'messages'
      readonly number: number
      readonly messages: readonly { readonly text: string; readonly token: string | undefined }[]
    }

const parsed = parseConfig(process.env)
if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
const server = await serve(parsed.config, createLog(parsed.config.logLevel))
const created = await createFirstApp(server.deps, 'Acme')
const isNew = created?.result === 'created'
// So that the parent can have the tokens of an authenticator app too.
if (isNew) await changeApp(server.deps, created.app.id, 'migrationToolsEnabled', 'true')

function tell(message: FromChild): void {
  process.send?.(message)
}

process.on('message', (question: MessagesQuestion) => {
  const { number, to } = question
  void listMessages(server.deps, { to, limit: 100 }).then((messages) =>
    tell({
      kind: 'messages',
      number,
      messages: messages.map(({ text, token }) => ({ text, token })),
    }),
  )
})
process.on('disconnect', () => void server.close())

console.log(server.url)
tell({ kind: 'serving', url: server.url, apiKey: isNew ? created.apiKey : undefined })
