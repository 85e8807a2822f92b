import { existsSync, readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { type Place, place, serve, type Service } from './command.ts'

const PHONE = '+15551234567'

interface Registered {
  readonly at: Place
  readonly service: Service
  /** The Authy id. */
  readonly anna: string
  /** `countersign device …` as the device in this file. */
  readonly device: (line: readonly string[], file?: string) => ReturnType<Place['run']>
  readonly json: (
    line: readonly string[],
    file?: string,
  ) => Promise<readonly Record<string, unknown>[]>
  readonly ask: (
    form?: Readonly<Record<string, string>>,
  ) => Promise<{ readonly uuid: string; readonly number: string }>
}

/** A person of the first app, and a terminal that is registered as theirs. */
async function registered(): Promise<Registered> {
  const at = await place()
  const service = await serve(at)
  const anna = await service.register('555-123-4567')
  const device: Registered['device'] = (line, file) =>
    at.run(['device', ...line, ...(file === undefined ? [] : ['--file', join(at.folder, file)])])
  const json: Registered['json'] = async (line, file) => {
    const ran = await device([...line, '--json'], file)
    if (ran.exitCode !== 0) throw new Error(ran.stderr)
    return ran.stdout.split('\n').flatMap((each) => (each === '' ? [] : [JSON.parse(each)]))
  }
  const begun = await device([
    'register',
    '--phone',
    '+1 (555) 123-4567',
    '--server',
    service.url,
    '--name',
    'Terminal',
  ])
  if (begun.exitCode !== 0) throw new Error(begun.stderr)
  await device(['register', '--code', await newestCode(at)])
  return {
    at,
    service,
    anna,
    device,
    json,
    async ask(form = {}) {
      const response = await fetch(`${service.url}/onetouch/json/users/${anna}/approval_requests`, {
        method: 'POST',
        headers: { 'x-authy-api-key': service.apiKey },
        body: new URLSearchParams({
          message: 'Login requested',
          'details[Location]': 'Ayr',
          'details[Browser]': 'Firefox',
          ...form,
        }),
      })
      const { approval_request: made } = (await response.json()) as {
        approval_request: { uuid: string; number_matching?: { code: string } }
      }
      return { uuid: made.uuid, number: made.number_matching?.code ?? '' }
    },
  }
}

async function newestCode(at: Place): Promise<string> {
  const { stdout } = await at.run(['outbox', '--to', PHONE, '--limit', '1', '--json'])
  return String(JSON.parse(stdout).token)
}

/** As long, with another first digit. */
function otherThan(digits: string): string {
  return `${(Number(digits[0]) + 1) % 10}${digits.slice(1)}`
}

test('a terminal registers in two steps, shows tokens that verify, and keeps its keys to itself', async () => {
  const at = await place()
  const { url, call, register } = await serve(at)
  const anna = await register('555-123-4567')
  const file = join(at.folder, 'countersign', 'device.json')

  const begun = await at.run(['device', 'register', '--phone', PHONE, '--server', url, '--json'])
  expect(begun).toMatchObject({ exitCode: 0, stderr: '' })
  expect(JSON.parse(begun.stdout)).toEqual({
    id: expect.any(String),
    via: 'sms',
    status: 'pending',
    codeDigits: expect.any(Number),
    number: null,
    resendAt: expect.stringMatching(/Z$/),
    expiresAt: expect.stringMatching(/Z$/),
  })
  const early = await at.run(['device', 'tokens'])
  expect(early).toMatchObject({ exitCode: 1, stdout: '' })
  expect(early.stderr).toMatch(/^The registration in .+ is not complete\.\n.+--code CODE`\.\n$/)
  const code = await newestCode(at)
  const wrong = await at.run(['device', 'register', '--code', otherThan(code)])
  expect(wrong).toMatchObject({ exitCode: 1, stdout: '' })
  expect(wrong.stderr).toMatch(/^The code does not match; 4 tries are left\.\n/)
  const done = await at.run(['device', 'register', '--code', code])
  expect(done).toMatchObject({ exitCode: 0, stderr: '' })
  expect(done.stdout).toMatch(
    /^Registered as .+\.\n {2}Device id +\d+\n {2}Phone +\+1.XXX-XXX-XX67\n/,
  )
  expect(done.stdout).toContain(file)
  expect(statSync(file).mode & 0o777).toBe(0o600)
  expect(readFileSync(file, 'utf8')).not.toContain('5551234567')

  const tokens = await at.run(['device', 'tokens', '--json'])
  const [token] = tokens.stdout.split('\n')
  expect(JSON.parse(token ?? '')).toMatchObject({ appName: 'My app', periodSeconds: 10 })
  const verified = await call(`GET /verify/${JSON.parse(token ?? '').token}/${anna}?force=true`)
  expect(verified.status).toBe(200)
  expect((await at.run(['device', 'tokens'])).stdout).toMatch(
    /^\d{7} {2}My app {2}\(\d+ s left, then \d{7}\)\n$/,
  )
  const again = await at.run(['device', 'register', '--phone', PHONE, '--server', url])
  expect(again).toMatchObject({ exitCode: 1, stdout: '' })
  expect(again.stderr).toMatch(/^The device in .+ is registered\.\n/)
})

test('a request is shown with all its details, approved with its number, and denied', async () => {
  const { at, service, device, json, ask } = await registered()
  expect((await device(['approvals'])).stdout).toBe('Nothing is pending.\n')
  await at.run(['app', 'set', 'numberMatching', 'true'])
  // A running server follows within a second, and answers with a number as soon as it did.
  let asked = await ask()
  // Each another one: the same question is not asked twice while it is open.
  for (let count = 1; asked.number === ''; count += 1) {
    asked = await ask({ 'details[Attempt]': String(count) })
  }
  const { uuid, number } = asked

  const shown = (await device(['approvals'])).stdout
  expect(shown).toMatch(/^My app asks: Login requested\n {2}Request +[\da-f-]{36}\n/)
  expect(shown).toMatch(/ {2}App +My app \(1\)\n/)
  expect(shown).toMatch(/ {2}State +pending; to approve it takes the number on the login page\n/)
  expect(shown).toMatch(/ {2}The app says:\n {4}Location +Ayr\n {4}Browser +Firefox\n/)

  const without = await device(['approve', uuid])
  expect(without).toMatchObject({ exitCode: 2 })
  expect(without.stderr).toMatch(/^Expected --number with the two digits that the login page shows/)
  const wrong = await device(['approve', uuid, '--number', otherThan(number)])
  expect(wrong).toMatchObject({ exitCode: 1 })
  expect(wrong.stderr).toMatch(/^The number does not match; 2 tries are left\.\n/)
  const approved = await device(['approve', uuid, '--number', number])
  expect(approved).toMatchObject({ exitCode: 0, stderr: '' })
  expect(approved.stdout).toMatch(/Location +Ayr\n[^]*\nApproved\.\n$/)
  const status = await fetch(`${service.url}/onetouch/json/approval_requests/${uuid}`, {
    headers: { 'x-authy-api-key': service.apiKey },
  })
  expect(await status.json()).toMatchObject({ approval_request: { status: 'approved' } })

  const twice = await device(['deny', uuid])
  expect(twice).toMatchObject({ exitCode: 1 })
  expect(twice.stderr).toMatch(/^It was answered already: approved\.\n/)
  expect(await json(['approvals', '--past', '--limit', '1'])).toMatchObject([
    { uuid, status: 'approved', answeredBy: { name: 'Terminal' }, requestedAt: expect.any(String) },
  ])

  const second = await ask()
  const denied = await device(['deny', second.uuid, '--not-me'])
  expect(denied.stdout).toMatch(
    /Denied: the app is told that it was not you, and its pushes pause\.\n$/,
  )
  expect((await device(['resume'])).stdout).toMatch(/^1 {2}My app, since [\d-]{10} [\d:]{8}\n$/)
  expect((await device(['resume', '1'])).stdout).toBe('My app may push again.\n')
  expect((await device(['resume'])).stdout).toBe('No app of yours pauses.\n')
  const unknown = await device(['approve', '018bcfe5-6800-7000-8000-000000000001'])
  expect(unknown).toMatchObject({ exitCode: 1, stdout: '' })
  expect(unknown.stderr).toMatch(/^The service knows no such thing for you\.\n/)
})

test('a watching terminal shows requests with their details as they come, and ends by Ctrl-C', async () => {
  const { at, device, ask } = await registered()
  const earlier = await ask({ message: 'Before' })
  const watching = at.startTyped(['device', 'watch'])
  await watching.saw(/Watching; Ctrl-C ends this\.\n/)
  await watching.saw(/asks: Before\n/)
  const live = await ask({ message: 'Pay 5 pounds' })
  await watching.saw(
    new RegExp(
      `My app asks: Pay 5 pounds\\n[^]* {4}Location +Ayr\\n[^]*device approve ${live.uuid}\\n`,
    ),
  )
  await device(['deny', earlier.uuid])
  await watching.saw(new RegExp(`${earlier.uuid} is denied\\.\\n`))
  watching.kill('SIGINT')
  expect(await watching.ended).toMatchObject({ exitCode: 0, stderr: '' })
  expect(watching.stdout().match(/asks: Before/g)).toHaveLength(1)

  const asJson = at.start(['device', 'watch', '--json'])
  const [line] = await asJson.saw(/^.+\n/)
  expect(JSON.parse(line)).toMatchObject({
    event: 'approval-requested',
    approval: {
      uuid: live.uuid,
      details: [
        ['Location', 'Ayr'],
        ['Browser', 'Firefox'],
      ],
    },
  })
  asJson.kill('SIGTERM')
  await asJson.ended
})

test('a further device is let in by its number, named, and revoked by the first one', async () => {
  const { at, service, device, json } = await registered()
  const file = join(at.folder, 'second.json')
  const options = ['--name', 'Second', '--server', service.url, '--file', file, '--json']
  const second = at.start(['device', 'register', '--phone', PHONE, '--via', 'device', ...options])
  const [line] = await second.saw(/^.+\n/)
  const { number } = JSON.parse(line)
  expect(number).toMatch(/^\d{2}$/)
  const shown = (await device(['let-in'])).stdout
  expect(shown).toMatch(/^Second asks to be let in\n/)
  const [request] = await json(['let-in'])
  const letIn = await device(['let-in', String(request?.['id']), '--number', number])
  expect(letIn).toEqual({ exitCode: 0, stdout: 'Second is let in.\n', stderr: '' })
  expect((await second.ended).exitCode).toBe(0)
  expect(second.stdout()).toContain('"registeredVia":"device"')

  expect((await device(['rename', 'First'])).stdout).toBe('This device is now called First.\n')
  const [first, other] = await json(['list'])
  expect([first?.['name'], other?.['name']]).toEqual(['First', 'Second'])
  expect((await device(['list'])).stdout).toMatch(/^First \(this one\)\n {2}Device id +\d+\n/)
  const id = String(other?.['id'])
  expect((await device(['revoke', id])).stdout).toBe(
    `The device ${id} is revoked, and its tokens with it.\n`,
  )
  const revoked = await device(['list'], 'second.json')
  expect(revoked).toMatchObject({ exitCode: 1, stdout: '' })
  expect(revoked.stderr).toMatch(
    /^This device was removed from the service, so it forgot its keys\.\n/,
  )
  expect(existsSync(file)).toBe(false)
})

test('signing out deletes the keys, also where the service is away, which is no failure of tokens either', async () => {
  const { at, service, device, json } = await registered()
  const file = join(at.folder, 'countersign', 'device.json')
  const [token] = await json(['tokens'])
  service.running.kill('SIGTERM')
  await service.running.ended
  const offline = await device(['tokens'])
  expect(offline.exitCode).toBe(0)
  expect(offline.stdout).toContain(String(token?.['appName']))
  expect(offline.stderr).toMatch(
    /^The service at .+ did not answer: these are the apps of the last time\.\n$/,
  )
  const list = await device(['list'])
  expect(list).toMatchObject({ exitCode: 1, stdout: '' })
  expect(list.stderr).toMatch(/^The service at http:\S+ did not answer\.\n.+\.\n$/)

  const out = await device(['sign-out'])
  expect(out.exitCode).toBe(0)
  expect(out.stdout).toBe(`Signed out: ${file} is gone, with its keys.\n`)
  expect(out.stderr).toMatch(/could not be told\. Revoke the device \d+ on another one/)
  expect(existsSync(file)).toBe(false)
  const after = await device(['tokens'])
  expect(after).toMatchObject({ exitCode: 1, stdout: '' })
  expect(after.stderr).toMatch(/^There is no device in .+\.\nRegister with `.+`\.\n$/)
})
