import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Device, memoryStore, openDevice } from '@countersign/device'
import { build } from 'vite'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { testServer } from '../../../../apps/server/test/test-server.ts'
import type { Controls } from './controls.ts'
import { type Packed, packClient } from './packed.ts'
import { CASES } from './suite.ts'

interface Urls {
  readonly url: string
  readonly controlsUrl: string
}

/** A runtime's command line for the suite in a folder. */
type CommandOf = (folder: string, urls: Urls) => readonly [command: string, ...args: string[]]

const RUNTIMES: readonly (readonly [name: string, command: CommandOf])[] = [
  ['Node 20', inProcess(installed('node-20/bin/node'))],
  ['Node 22', inProcess(installed('node-22/bin/node'))],
  ['Node 24', inProcess(process.execPath)],
  ['Bun', inProcess(installed('.bin/bun'))],
  ['Deno', inProcess(installed('.bin/deno'), 'run', '--allow-all', '--quiet')],
  ['Workers', inWorker(installed('.bin/workerd'))],
]

function inProcess(command: string, ...before: readonly string[]): CommandOf {
  return (folder, { url, controlsUrl }) => [
    command,
    ...before,
    join(folder, 'in-process.js'),
    url,
    controlsUrl,
  ]
}

/** In workerd, on which Cloudflare's Workers run. */
function inWorker(command: string): CommandOf {
  return (folder, { url, controlsUrl }) => {
    const config = join(folder, 'workerd.capnp')
    writeFileSync(
      config,
      `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [
    (name = "suite", worker = .suite),
    (name = "internet", network = (allow = ["local"])),
  ]
);
const suite :Workerd.Worker = (
  modules = [(name = "worker", esModule = embed "in-worker.js")],
  compatibilityDate = "2026-11-01",
  bindings = [
    (name = "BASE_URL", text = "${url}"),
    (name = "CONTROLS_URL", text = "${controlsUrl}"),
  ]
);
`,
    )
    return [command, 'test', config]
  }
}

let packed: Packed

beforeAll(async () => {
  packed = packClient()
  // As it was packed, not as its sources.
  const client = join(packed.installed, 'dist/index.js')
  for (const entry of ['in-process', 'in-worker']) {
    await build({
      root: import.meta.dirname,
      configFile: false,
      logLevel: 'warn',
      resolve: { alias: { '@countersign/client': client } },
      ssr: { noExternal: true },
      build: {
        ssr: `${entry}.ts`,
        outDir: packed.folder,
        emptyOutDir: false,
        minify: false,
        rolldownOptions: { output: { entryFileNames: `${entry}.js` } },
      },
    })
  }
})

afterAll(() => packed.remove())

test.each(RUNTIMES)('the packed client at a real service, on %s', async (_name, commandOf) => {
  const [command, ...args] = commandOf(packed.folder, await service())
  const results = await run(command, args)
  expect(results).toEqual(CASES.map(({ name }) => ({ name })))
})

/** A program among those of `runtimes/`. */
function installed(name: string): string {
  const suffix = process.platform === 'win32' ? (name.startsWith('.bin') ? '.cmd' : '.exe') : ''
  const path = join(import.meta.dirname, 'runtimes', 'node_modules', `${name}${suffix}`)
  if (!existsSync(path))
    throw new Error('Run `npm ci` in packages/client/test/service/runtimes first.')
  return path
}

/** What each case came to: the name alone where it passed. Last, how it ended, if that was not well. */
async function run(command: string, args: readonly string[]): Promise<readonly unknown[]> {
  const child = spawn(command, [...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { HOME: packed.folder },
  })
  onTestFinished(() => {
    child.kill()
  })
  const ended = new Promise((resolve) => child.on('close', resolve))
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => (complaints += text))
  const results: unknown[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('{')) results.push(JSON.parse(line))
  }
  const exitCode = await ended
  return exitCode === 0 ? results : [...results, { exitCode, complaints }]
}

/** The real service on a port, and what the cases control beside it on another. */
async function service(): Promise<Urls> {
  const server = await testServer()
  const url = await server.app.listen({ host: '127.0.0.1', port: 0 })
  let apps = 0
  const devices = new Map<string, Device>()
  const deviceOf = (e164: string): Device => {
    const device = devices.get(e164)
    if (device === undefined) throw new Error('This person has no device.')
    return device
  }
  const controls: Controls = {
    newApp: (plan) =>
      server.newApp(`App ${(apps += 1)}`, plan === 'sandbox' ? 'sandbox' : 'production'),
    set: (name, value, appId) => server.set(name, value, appId),
    async newestMessage(e164) {
      const { channel, token } = (await server.outbox(e164)).at(-1) ?? {}
      if (channel === undefined || token === undefined) throw new Error('Nothing was sent.')
      return { channel, token }
    },
    advance: async (milliseconds) => server.clock.advance(milliseconds),
    async registerDevice(e164) {
      const device = await openDevice({
        baseUrl: url,
        store: memoryStore(),
        now: server.clock.now,
      })
      await device.register({
        phone: e164,
        via: 'sms',
        name: 'Phone',
        system: 'android',
        version: '1.0.0',
      })
      await device.complete((await controls.newestMessage(e164)).token)
      devices.set(e164, device)
    },
    async deviceToken(e164, appId) {
      await deviceOf(e164).syncApps()
      const shown = deviceOf(e164)
        .tokens()
        .find((each) => each.appId === appId)
      if (shown === undefined) throw new Error('The device shows nothing for this app.')
      return shown.token
    },
    async answer(e164, uuid, answer, number) {
      const device = deviceOf(e164)
      const approval = await device.approval(uuid)
      if (answer === 'approved') await device.approve(approval, { number: number ?? '' })
      else await device.deny(approval, { notMe: answer === 'not-me' })
    },
  }
  const asked = createServer((request, response) => {
    const pieces: Buffer[] = []
    request.on('data', (piece: Buffer) => pieces.push(piece))
    request.on('end', async () => {
      try {
        const { name, args } = JSON.parse(Buffer.concat(pieces).toString()) as {
          readonly name: keyof Controls
          readonly args: readonly unknown[]
        }
        // The suite calls them by their types.
        const control = controls[name] as (...args: readonly unknown[]) => Promise<unknown>
        response.end(JSON.stringify({ result: await control(...args) }))
      } catch (error) {
        response.end(JSON.stringify({ error: String(error) }))
      }
    })
  })
  await new Promise<void>((resolve) => asked.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    asked.closeAllConnections()
    await new Promise((resolve) => asked.close(resolve))
  })
  const { port } = asked.address() as AddressInfo
  return { url, controlsUrl: `http://127.0.0.1:${port}` }
}
