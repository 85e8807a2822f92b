/**
 * What an app asks, and what a further device calls itself, is shown in a terminal, and part of it comes from
 * whoever tries to log in. An escape sequence in it could wipe the real request off the screen and draw
 * another one; a line break could fake a line of ours; a mark of writing direction could turn
 * "50 to Ana" around. The person would then approve what they did not read.
 */
import { chmodSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import {
  APP,
  APPROVAL,
  DEVICE,
  REGISTRATION,
  REQUEST,
} from '../../../packages/device/test/bodies.ts'
import {
  type Canned,
  cannedService,
  errorAnswer,
  routes,
} from '../../../packages/device/test/canned-service.ts'
import { place } from './command.ts'

/** Clears the screen and goes to its corner; sets the title; an 8-bit CSI; a rubbed-out letter; a bell. */
const ESCAPES = '\u001b[2J\u001b[H\u001b]0;safe\u0007\u009b2J\b\u007f\r'
const FORGED = 'Harmless\n  State    approved\u2028  App  My bank\u202e\u2066'
const HOSTILE = `${ESCAPES}${FORGED}`

/** Anything but the letters, spaces and line ends that the command writes itself. */
const HARMFUL = /[^\P{Cc}\n]|[\p{Zl}\p{Zp}\p{Bidi_Control}]/u

const approval = {
  ...APPROVAL,
  uuid: `${APPROVAL.uuid}${HOSTILE}`,
  app: { id: 1, name: HOSTILE },
  message: HOSTILE,
  details: [
    [HOSTILE, HOSTILE],
    ['State', 'approved'],
  ],
  requestedFrom: HOSTILE,
  needsNumber: false,
  status: 'denied',
  answeredAt: APPROVAL.requestedAt,
  answeredBy: { id: 2, name: HOSTILE },
}

const HELLO = `event: hello\ndata: {"time":${Date.now()}}\n\n`

const table: Readonly<Record<string, Canned | Parameters<typeof cannedService>[0]>> = {
  'POST /device/v1/registrations': { status: 201, body: { registration: REGISTRATION } },
  'POST /device/v1/registrations/9f1c/complete': {
    body: { device: { ...DEVICE, name: HOSTILE, version: HOSTILE } },
  },
  'GET /device/v1/device': {
    body: {
      device: { ...DEVICE, name: HOSTILE, version: HOSTILE },
      phone: HOSTILE,
      hasPush: false,
    },
  },
  'GET /device/v1/about': () => ({
    body: { service: HOSTILE, time: Date.now(), vapidPublicKey: 'B' },
  }),
  'GET /device/v1/apps': { body: { apps: [{ ...APP, name: HOSTILE }], tokens: null } },
  'GET /device/v1/approvals': { body: { approvals: [approval] } },
  [`GET /device/v1/approvals/${encodeURIComponent(approval.uuid)}`]: { body: { approval } },
  [`POST /device/v1/approvals/${encodeURIComponent(approval.uuid)}/answer`]: errorAnswer(
    409,
    'not-pending',
    { status: HOSTILE },
  ),
  'PATCH /device/v1/device': errorAnswer(400, 'invalid', { fields: { name: HOSTILE } }),
  'GET /device/v1/devices': { body: { devices: [{ ...DEVICE, name: HOSTILE }] } },
  'GET /device/v1/registration-requests': {
    body: { requests: [{ ...REQUEST, id: HOSTILE, name: HOSTILE, requestedFrom: HOSTILE }] },
  },
  'GET /device/v1/events': (_, response) => {
    response.writeHead(200, { 'content-type': 'text/event-stream' })
    response.write(
      `${HELLO}id: 1\nevent: approval-answered\ndata: ${JSON.stringify({ uuid: HOSTILE, status: HOSTILE })}\n\n` +
        `id: 2\nevent: registration-answered\ndata: ${JSON.stringify({ id: HOSTILE, status: HOSTILE })}\n\n` +
        'id: 3\nevent: device-revoked\ndata: {"deviceId":1234567}\n\n',
    )
    response.end()
    return undefined
  },
}

async function registered() {
  const at = await place()
  const { url } = await cannedService(routes(table))
  const begun = await at.run(['device', 'register', '--phone', '+15551234567', '--server', url])
  expect(begun).toMatchObject({ exitCode: 0, stderr: '' })
  return { at, done: await at.run(['device', 'register', '--code', '123456']) }
}

test('no text of somebody else’s reaches the terminal as a command, or as a line of ours', async () => {
  const { at, done } = await registered()
  const shown = [done]
  for (const line of [
    ['tokens'],
    ['approvals'],
    ['approvals', '--past'],
    ['approve', approval.uuid],
    ['deny', approval.uuid],
    ['list'],
    ['rename', 'x'],
    ['let-in'],
    ['watch'],
  ]) {
    shown.push(await at.run(['device', ...line]))
  }
  for (const { stdout, stderr } of shown) {
    expect(stdout).not.toMatch(HARMFUL)
    expect(stderr).not.toMatch(HARMFUL)
    expect(stdout.split('\n').filter((line) => line.startsWith('  State    approved'))).toEqual([])
  }
  const [, , approvals] = shown
  expect(approvals?.stdout).toContain('Harmless⏎')
  expect(approvals?.stdout).toMatch(/^ {2}State +denied on /m)
  expect(approvals?.stdout).toMatch(/^ {2}The app says:\n {4}\S/m)
  expect(
    approvals?.stdout.split('\n').filter((line) => /^ {4}State +approved$/.test(line)),
  ).toHaveLength(1)
})

test('a program gets the text as it is, escaped by JSON', async () => {
  const { at } = await registered()
  const { stdout } = await at.run(['device', 'approvals', '--json'])
  expect(stdout).not.toMatch(HARMFUL)
  expect(stdout.split('\n')).toHaveLength(2)
  expect(JSON.parse(stdout)).toMatchObject({ message: HOSTILE })
})

test('a file of keys that others may read is not used', async () => {
  const { at } = await registered()
  const file = join(at.folder, 'countersign', 'device.json')
  chmodSync(file, 0o644)
  const refused = await at.run(['device', 'tokens'])
  expect(refused).toMatchObject({ exitCode: 1, stdout: '' })
  expect(refused.stderr).toContain('may be read by others on this machine: run `chmod 600` on it')
  const { signingKey } = JSON.parse(readFileSync(file, 'utf8'))
  chmodSync(file, 0o600)
  writeFileSync(file, '{"signingKey": broken')
  const broken = await at.run(['device', 'tokens'])
  expect(broken.stderr).toMatch(/does not hold a device: it is damaged, or something else\.\n/)
  expect(broken.stderr).not.toContain(signingKey.d)
})
