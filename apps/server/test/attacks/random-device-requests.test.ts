import fc from 'fast-check'
import { expect, test } from 'vitest'
import { register } from '../routes/person.ts'
import { registerDevice } from '../routes/test-device.ts'
import { testServer } from '../test-server.ts'

// A device is a stranger's program with a key: whatever it signs and sends, it gets one of the
// protocol's answers, and nobody else notices.

const PATHS = [
  'POST /registrations',
  'POST /registrations/ID/send',
  'POST /registrations/ID/complete',
  'GET /registrations/ID',
  'GET /device',
  'PATCH /device',
  'GET /devices',
  'DELETE /devices/ID',
  'PUT /device/push',
  'DELETE /device/push',
  'GET /registration-requests',
  'POST /registration-requests/ID/answer',
  'GET /apps',
  'POST /apps/ID/resume',
  'GET /approvals',
  'GET /approvals/ID',
  'POST /approvals/ID/answer',
  'POST /approvals/ID/not-me',
] as const

const MEMBERS = [
  'name',
  'version',
  'via',
  'code',
  'statement',
  'endpoint',
  'keys',
  'phone',
  'system',
  'signingKey',
  'agreementKey',
  '__proto__',
] as const

test('every answer is one of the protocol’s', async () => {
  const server = await testServer()
  const id = await register(server)
  const device = await registerDevice(server)
  const witness = await registerDevice(server)
  const asked = await server.call(
    `POST /users/${id}/approval_requests`,
    { message: 'Login' },
    { family: 'onetouch' },
  )
  const { uuid } = asked.body.approval_request
  const requests = fc.record({
    line: fc.constantFrom(...PATHS),
    part: fc.oneof(
      fc.constant(uuid),
      fc.constantFrom('0', '1', '2147483648', '%00', '..', 'null'),
      fc.string({ maxLength: 40 }).map(encodeURIComponent),
    ),
    query: fc.oneof(
      fc.constant(''),
      fc.webQueryParameters().map((text) => `?${text}`),
      fc.constantFrom('?status=past&limit=1', '?limit=0', '?before=x', '?status=a&status=b'),
    ),
    body: fc.option(
      fc.oneof(
        fc.jsonValue({ maxDepth: 3 }),
        fc.dictionary(fc.constantFrom(...MEMBERS), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 5 }),
      ),
      { nil: undefined },
    ),
  })
  await fc.assert(
    fc.asyncProperty(requests, async ({ line, part, query, body }) => {
      const path = line.replace('ID', part === '' ? 'x' : part)
      const answer = await device.call(`${path}${query}`, body)
      expect([200, 201, 400, 401, 404, 409, 429]).toContain(answer.status)
      expect(answer.text).not.toMatch(/node_modules|\.ts\b|SQLITE|syntax error/)
      expect(typeof (answer.status < 300 ? answer.body : answer.body.error.code)).toBe(
        answer.status < 300 ? 'object' : 'string',
      )
    }),
    { numRuns: 300, endOnFailure: true, seed: 20_231_114 },
  )
  expect(server.logged()).not.toContain('request failed')
  expect((await witness.call('GET /device')).status).toBe(200)
})
