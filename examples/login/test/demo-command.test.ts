import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, statSync } from 'node:fs'
import { createServer, get } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'

// What `npm run demo` runs, in a process of its own.

function startCommand(env: Readonly<Record<string, string>>) {
  const dataDir = mkdtempSync(join(tmpdir(), 'countersign-demo-'))
  const child = spawn(process.execPath, ['--conditions=source', 'demo/main.ts'], {
    cwd: join(import.meta.dirname, '..'),
    env: {
      ...process.env,
      NODE_OPTIONS: '',
      DATA_DIR: dataDir,
      PORT: '0',
      LOGIN_PORT: '0',
      OUTBOX_PORT: '0',
      ...env,
    },
  })
  onTestFinished(() => {
    child.kill('SIGKILL')
    rmSync(dataDir, { recursive: true, force: true })
  })
  return { child, dataDir, said: textOf(child) }
}

/** What it said up to a text, or to its end. */
function textOf({ stdout, stderr }: ChildProcess): (until: string) => Promise<string> {
  let text = ''
  const wakes = new Set<() => void>()
  for (const stream of [stdout, stderr]) {
    stream?.on('data', (chunk: Buffer) => {
      text += chunk.toString()
      for (const wake of wakes) wake()
    })
  }
  return (until) =>
    new Promise((resolve) => {
      const look = () => {
        if (!text.includes(until)) return
        wakes.delete(look)
        resolve(text)
      }
      wakes.add(look)
      look()
    })
}

test('it prints where everything is, keeps its key to itself, and ends by Ctrl-C', async () => {
  const { child, dataDir, said } = startCommand({})
  const text = await said('Ctrl-C stops everything.')
  const url = (name: string) =>
    new RegExp(`${name} +(http://127\\.0\\.0\\.1:\\d+)`).exec(text)?.[1] ?? ''
  expect(await (await fetch(url('Login app'))).text()).toContain('Harbour Bank')
  expect((await fetch(`${url('Service')}/readyz`)).status).toBe(200)
  expect(await (await fetch(`${url('Outbox')}/messages`)).json()).toEqual({ messages: [] })
  expect(statSync(join(dataDir, 'api.key')).mode & 0o777).toBe(0o600)
  // But for the link, which makes the first operator once.
  const link = /\/console\/welcome#\S+/
  expect(text).toMatch(link)
  expect(text.replace(link, '')).not.toMatch(/[A-Za-z0-9]{32}/)

  // A name of a stranger's that points to this machine.
  const { port } = new URL(url('Outbox'))
  const request = get({ port, path: '/messages', headers: { host: `evil.example:${port}` } })
  const [response] = (await once(request, 'response')) as [
    { statusCode: number; resume: () => void },
  ]
  response.resume()
  expect(response.statusCode).toBe(403)

  child.kill('SIGINT')
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('where a port is in use, it says which one and what to do', async () => {
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    await new Promise((resolve) => other.close(resolve))
  })
  const { port } = other.address() as AddressInfo
  const { child, said } = startCommand({ LOGIN_PORT: String(port) })
  const text = await said('takes any.')
  expect(text).toContain(`Port ${port} is in use by another program.`)
  expect(text).toContain('set LOGIN_PORT to a free one for the login')
  expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(1)
})

test('a port that is none is refused', async () => {
  const { child, said } = startCommand({ PORT: 'x' })
  await said('PORT: expected a port from 0 to 65535')
  expect(child.exitCode ?? (await once(child, 'exit'))[0]).toBe(2)
})
