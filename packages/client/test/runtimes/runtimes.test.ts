import { spawn } from 'node:child_process'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { type Device, memoryStore, openDevice } from '@countersign/device'
import { build } from 'vite'
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest'
import { testServer } from '../../../../apps/server/test/test-server.ts'
import type { Controls } from './controls.ts'
import { type Packed, packClient } from './packed.ts'
import { CASES } from './suite.ts'

const RUNTIMES: readonly (readonly [name: string, command: string])[] = [
  ['Node 20', nodeOf('node-20')],
  ['Node 22', nodeOf('node-22')],
  ['Node 24', process.execPath],
]

let packed: Packed

beforeAll(async () => {
  packed = packClient()
  await build({
    root: import.meta.dirname,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: 'run-suite.ts',
      outDir: packed.folder,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        external: [/^node:/, '@countersign/client'],
        output: { entryFileNames: 'run-suite.js' },
      },
    },
    // As it was packed, not as its sources.
    ssr: { external: ['@countersign/client'] },
  })
})

afterAll(() => packed.remove())

test.each(RUNTIMES)('the packed client at a real service, on %s', async (_name, command) => {
  const { url, controlsUrl } = await service()
  const results = await run(command, [join(packed.folder, 'run-suite.js'), url, controlsUrl])
  expect(results).toEqual(CASES.map(({ name }) => ({ name })))
})

function nodeOf(name: string): string {
  const binary = process.platform === 'win32' ? 'node.exe' : 'node'
  const path = join(import.meta.dirname, 'nodes', 'node_modules', name, 'bin', binary)
  if (!existsSync(path))
    throw new Error('Run `npm ci` in packages/client/test/runtimes/nodes first.')
  return path
}

/** What each case came to; the name alone where it passed. */
async function run(command: string, args: readonly string[]): Promise<readonly unknown[]> {
  const child = spawn(command, [...args], { stdio: ['ignore', 'pipe', 'inherit'], env: {} })
  onTestFinished(() => {
    child.kill()
  })
  const results: unknown[] = []
  for await (const line of createInterface({ input: child.stdout })) results.push(JSON.parse(line))
  return results
}

/** The real service on a port, and what the cases control beside it on another. */
async function service(): Promise<{ readonly url: string; readonly controlsUrl: string }> {
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
