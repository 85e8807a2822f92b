import { existsSync, globSync, readFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { pathToFileURL } from 'node:url'
import { expect, test } from 'vitest'
import { builtCommand, place, serve, startProcess } from './command.ts'

// What `npm start` and the image run. It must be whole, also where no other test looks.

const DIST = `${dirname(builtCommand().command)}/`

const textOf = (path: string) => readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8')

test('the built command serves all that the sources do, and stops when it is told to', async () => {
  const at = await place()
  const { running, url, call, register } = await serve(at)
  const get = async (path: string) => {
    const response = await fetch(new URL(path, url))
    return { status: response.status, text: await response.text() }
  }
  expect((await fetch(`${url}/healthz`)).status).toBe(200)

  const id = await register('555-123-4567')
  await call(`GET /sms/${id}?force=true`)
  const outbox = await at.run(['outbox', '--json'])
  expect([outbox.exitCode, outbox.stderr]).toEqual([0, ''])
  const { token } = JSON.parse(outbox.stdout)
  expect((await call(`GET /verify/${token}/${id}`)).text).toContain('"message":"Token is valid."')
  expect((await call(`GET /verify/${token}/${id}`)).status).toBe(401)

  // Drawn in a thread of its own.
  const { text: secret } = await call(`POST /users/${id}/secret`, { label: 'Acme' })
  const picture = await fetch(JSON.parse(secret).qr_code)
  expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png'])
  expect(Buffer.from(await picture.arrayBuffer()).toString('latin1', 1, 4)).toBe('PNG')

  expect(await get('/docs')).toMatchObject({ status: 200 })
  for (const name of ['style.css', 'script.js'])
    expect(await get(`/docs/${name}`)).toEqual({
      status: 200,
      text: textOf(`server/src/http/reference/page/${name}`),
    })
  // `npm test` builds the web apps first; where this is run alone they may be missing, which is answered 503.
  for (const app of ['console', 'authenticator'])
    expect(await get(`/${app}/`)).toMatchObject({
      status: existsSync(new URL(`../../${app}/dist/index.html`, import.meta.url)) ? 200 : 503,
    })
  const { text: document } = await get('/openapi.json')
  expect(JSON.parse(document).info.version).toBe(JSON.parse(textOf('server/package.json')).version)

  running.kill('SIGTERM')
  const { exitCode, stderr } = await running.ended
  expect([exitCode, stderr]).toEqual([0, ''])
})

test('it asks for its own place in one module, which knows where things are', () => {
  const asking = globSync('**/*.js', { cwd: DIST }).flatMap((name) =>
    readFileSync(`${DIST}${name}`, 'utf8')
      .split('\n')
      .filter((line) => line.includes('import.meta'))
      .map((line) => line.trim()),
  )
  // The other is how packages that are no modules find those of Node.
  expect(asking.sort()).toEqual([
    'var __require = /* #__PURE__ */ (() => createRequire(import.meta.url))();',
    'var own = import.meta.url;',
  ])
})

test('what it loads later is whole: passkeys, pushes, mails, callbacks and every other command', async () => {
  // Beginnings of programs and of threads run by themselves.
  const pieces = globSync('*.js', { cwd: DIST }).filter(
    (name) => !['main.js', 'writer-thread.js', 'reader-thread.js'].includes(name),
  )
  const loading = pieces.map(
    (name) => `await import(${JSON.stringify(pathToFileURL(`${DIST}${name}`).href)})`,
  )
  const { exitCode, stderr } = await startProcess(
    process.execPath,
    ['--input-type=module', '--eval', loading.join('\n')],
    {},
  ).ended
  expect([exitCode, stderr]).toEqual([0, ''])
  expect(pieces).toEqual(expect.arrayContaining(['undici.js', 'nodemailer.js']))
})
