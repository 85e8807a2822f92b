import { spawnSync } from 'node:child_process'
import { connect, createServer } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { place, type Place, serve, startProcess } from './command.ts'

const canPaste = ['curl', 'npx', 'sh'].every(
  (tool) => spawnSync(tool, ['--version']).error === undefined,
)

/** As it is typed: signals go by way of the command that npx starts. */
async function typedPlace(): Promise<Place> {
  const at = await place()
  return { ...at, start: at.startTyped }
}

test('the first start makes an app; a later one keeps it and does not repeat its key', async () => {
  const at = await typedPlace()
  const { running, url, apiKey } = await serve(at)
  expect(running.stdout()).toContain('App      My app')
  expect(running.stdout()).toContain('The key is shown this once.')
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  await running.saw(/"msg":"ready"/)
  running.kill('SIGTERM')
  const { exitCode, stdout, stderr } = await running.ended
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(stdout.startsWith('Countersign 0.1.0 is ready: ')).toBe(true)
  const logged = stdout.split('\n').filter((line) => line.startsWith('{'))
  expect(logged.join('')).not.toContain(apiKey)

  const again = at.start(['serve'])
  const [said] = await again.saw(/[^]+with 1 app\n[^]+"msg":"ready"/)
  const [link = ''] = /http\S+\/console\/welcome#\S{43}$/m.exec(said) ?? []
  // While nobody has used it, a new one at each start; and neither is logged.
  expect(link).not.toBe('')
  expect(stdout).not.toContain(link)
  expect(said.match(/welcome#/g)).toHaveLength(1)
  expect(said.replace(link, '')).not.toMatch(/API key|\b\w{32}\b/)
  expect(said).toContain(
    `kept in ${at.env['DATABASE_URL'] === undefined ? at.folder : 'PostgreSQL at 127.0.0.1'}`,
  )
})

test.skipIf(!canPaste)('the first calls work as they are printed', async () => {
  const at = await place()
  const { running } = await serve(at)
  const [block] = await running.saw(/^ {2}(?:export DATA_DIR|API)=[^]+\/verify\/.*$/m)
  const pasted = await startProcess('sh', ['-c', block], {
    ...at.env,
    npm_config_update_notifier: 'false',
  }).ended
  expect(pasted.stdout).toContain('"message":"User created successfully."')
  expect(pasted.stdout).toContain('"message":"SMS token was sent"')
  expect(pasted.stdout).toMatch(
    /sms +\+15551234567 +(?:sent|queued)\n +\d{7} is your code for My app/,
  )
  expect(pasted.stdout).toContain('"message":"Token is valid."')
})

test('every mistake in the environment is named at once', async () => {
  const at = await place()
  const ran = await at.run(['serve'], { PORT: 'http', LOG_LEVEL: 'loud' })
  expect(ran).toMatchObject({ exitCode: 2, stdout: '' })
  expect(ran.stderr.split('\n')).toEqual([
    'PORT: expected a whole number from 0 to 65535, got "http".',
    'LOG_LEVEL: expected one of fatal, error, warn, info, debug, trace, silent, got "loud".',
    'docs/configuration.md explains each setting.',
    '',
  ])
})

test('a port that is in use is named, with what to do', async () => {
  const at = await place()
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void other.close())
  const address = other.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  const ran = await at.run(['serve'], { PORT: String(port) })
  expect(ran).toMatchObject({ exitCode: 1, stdout: '' })
  expect(ran.stderr).toBe(
    `Port ${port} of 127.0.0.1 is in use by another program.\n` +
      'Stop that program, or set PORT to a free one, as in `PORT=8081 npm start`; 0 takes any.\n',
  )
})

test('--json is one line with the key of the first app', async () => {
  const at = await place()
  const running = at.start(['serve', '--json'], { LOG_LEVEL: 'silent' })
  const [line] = await running.saw(/^.*\n/)
  expect(JSON.parse(line)).toMatchObject({
    url: expect.stringContaining('http://127.0.0.1:'),
    apps: 1,
    firstOperatorLink: expect.stringMatching(/\/console\/welcome#[\w-]{43}$/),
    firstApp: {
      appId: 1,
      name: 'My app',
      plan: 'production',
      apiKey: expect.stringMatching(/^\w{32}$/),
    },
  })
})

test('a request under way is waited for, and a second Ctrl-C waits for nothing', async () => {
  const at = await typedPlace()
  const { running, url } = await serve(at)
  const slow = connect(Number(new URL(url).port), '127.0.0.1')
  onTestFinished(() => void slow.destroy())
  await new Promise<void>((resolve) => slow.once('connect', resolve))
  slow.on('error', () => {})
  slow.write('POST /protected/json/users/new HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n')
  // Answered on another connection, so the first one has been read by now.
  await fetch(`${url}/healthz`)
  running.kill('SIGINT')
  await running.saw(/Stopping/)
  // One press arrives several times within half a second; only what comes later is a second one.
  const pressing = setInterval(() => running.kill('SIGINT'), 20)
  const { exitCode } = await running.ended
  clearInterval(pressing)
  expect(exitCode).toBe(130)
})
