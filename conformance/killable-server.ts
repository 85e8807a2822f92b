import { type ChildProcess, fork } from 'node:child_process'
import { Agent, type IncomingMessage, request } from 'node:http'
import type { FromChild, MessagesQuestion } from './serve-child.ts'

export interface Answer {
  readonly status: number
  readonly body: unknown
}

/** A server that can be killed and comes back on the same data. */
export interface KillableServer {
  /** Undefined when no answer came: the server died, and what it did is unknown. Waits for a server that is up. */
  readonly ask: (method: 'GET' | 'POST', path: string, form?: string) => Promise<Answer | undefined>
  /** The newest messages to a number; undefined when the server died over the question. */
  readonly messagesTo: (
    to: string,
  ) => Promise<readonly { readonly text: string; readonly token: string | undefined }[] | undefined>
  /** Where it is now: another port after each restart. */
  readonly url: () => Promise<string>
  /** Of the first app, from the server that made it. */
  readonly apiKey: () => string | undefined
  /** SIGKILL: nothing is flushed, nothing is said. */
  readonly kill: () => Promise<void>
  /** As SIGTERM does: what is under way is answered. */
  readonly stop: () => Promise<void>
  readonly restart: () => Promise<void>
}

interface Running {
  readonly child: ChildProcess
  readonly url: string
  readonly agent: Agent
  readonly questions: Map<number, (message: FromChild | undefined) => void>
  isKilled: boolean
}

export async function startKillableServer(
  env: Readonly<Record<string, string>>,
): Promise<KillableServer> {
  let apiKey: string | undefined
  let questions = 0
  let running = start()
  await running

  async function start(): Promise<Running> {
    const child = fork(new URL('./serve-child.ts', import.meta.url), {
      execArgv: ['--conditions=source'],
      env: { ...process.env, ...env, PORT: '0', LOG_LEVEL: 'error' },
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    const asked: Running['questions'] = new Map()
    const url = await new Promise<string>((resolve, reject) => {
      child.once('exit', (code, signal) => {
        for (const answer of asked.values()) answer(undefined)
        reject(new Error(`The server ended with ${code ?? signal} before it was serving.`))
      })
      child.on('message', (message: FromChild) => {
        if (message.kind === 'messages') {
          asked.get(message.number)?.(message)
          asked.delete(message.number)
          return
        }
        apiKey = message.apiKey ?? apiKey
        resolve(message.url)
      })
    })
    return { child, url, agent: new Agent({ keepAlive: true }), questions: asked, isKilled: false }
  }

  return {
    url: async () => (await running).url,
    apiKey: () => apiKey,
    async ask(method, path, form) {
      const server = await running
      try {
        return await askOnce(server, apiKey ?? '', method, path, form)
      } catch (error) {
        if (server.isKilled) return undefined
        // Nobody killed it: this is what the run is not about, and a bug.
        throw error
      }
    },
    async messagesTo(to) {
      const { child, questions: asked } = await running
      const number = ++questions
      const question: MessagesQuestion = { number, to }
      const message = await new Promise<FromChild | undefined>((resolve) => {
        if (!child.connected) {
          resolve(undefined)
          return
        }
        asked.set(number, resolve)
        child.send(question, (error) => {
          if (error !== null) resolve(undefined)
        })
      })
      return message?.kind === 'messages' ? message.messages : undefined
    },
    async kill() {
      const server = await running
      if (server.isKilled) return
      server.isKilled = true
      const exited = new Promise((resolve) => server.child.once('exit', resolve))
      server.child.kill('SIGKILL')
      await exited
      server.agent.destroy()
    },
    async stop() {
      const server = await running
      server.isKilled = true
      const exited = new Promise((resolve) => server.child.once('exit', resolve))
      server.child.disconnect()
      await exited
      server.agent.destroy()
    },
    async restart() {
      running = start()
      await running
    },
  }
}

async function askOnce(
  { url, agent }: Running,
  apiKey: string,
  method: 'GET' | 'POST',
  path: string,
  form: string | undefined,
): Promise<Answer> {
  const headers = {
    'X-Authy-API-Key': apiKey,
    ...(form === undefined ? {} : { 'Content-Type': 'application/x-www-form-urlencoded' }),
  }
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    request(`${url}/protected/json${path}`, { method, agent, headers }, resolve)
      .on('error', reject)
      .end(form)
  })
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk)
  const body: unknown = JSON.parse(Buffer.concat(chunks).toString())
  return { status: response.statusCode ?? 0, body }
}
