/**
 * A parser that writes `object[key] = value` for keys of a request lets `__proto__[isAdmin]=1` change
 * every object of the process: a setting that is absent becomes present, a check for `undefined` stops
 * working. Keys of requests must stay keys.
 */
import { afterEach, expect, test } from 'vitest'
import { PERSON, register } from '../routes/person.ts'
import { testServer } from '../test-server.ts'

const NAMES = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty', 'valueOf']

afterEach(() => {
  // A polluted prototype would also break every other test of the process.
  for (const name of ['polluted', 'smsEnabled', 'legacyNotChecked', 'ok'])
    Reflect.deleteProperty(Object.prototype, name)
})

const FORMS = NAMES.flatMap((name) => [
  `${name}[polluted]=1`,
  `${name}=1`,
  `${name}[]=1`,
  `user[${name}][polluted]=1`,
  `constructor[${name}][polluted]=1`,
  `data[${name}][polluted]=1&type=banned`,
  `a[][${name}]=1&a[][${name}]=2`,
])

const BODIES = NAMES.flatMap((name) => [
  `{"${name}":{"polluted":1}}`,
  `{"user":{"${name}":{"polluted":1},"email":"a@b.com","cellphone":"3173389302"}}`,
  `{"type":"banned","data":{"${name}":{"polluted":1}}}`,
])

test('keys of forms, JSON and XML stay keys', async () => {
  const server = await testServer()
  const id = await register(server)
  const headers = { 'x-authy-api-key': server.apiKey }
  const paths = [
    '/users/new',
    `/users/${id}/update`,
    `/users/${id}/register_activity`,
    '/app/details',
  ]
  for (const path of paths) {
    for (const query of FORMS) {
      await server.app.inject({ method: 'POST', url: `/protected/json${path}?${query}`, headers })
    }
    for (const payload of BODIES) {
      const response = await server.app.inject({
        method: 'POST',
        url: `/protected/json${path}`,
        headers: { ...headers, 'content-type': 'application/json' },
        payload,
      })
      expect(response.statusCode).toBeLessThan(500)
    }
    for (const name of NAMES) {
      await server.app.inject({
        method: 'POST',
        url: `/protected/xml${path}`,
        headers: { ...headers, 'content-type': 'application/xml' },
        payload: `<user><${name}><polluted>1</polluted></${name}></user>`,
      })
    }
  }
  expect('polluted' in {}).toBe(false)
  expect(Object.keys(Object.prototype)).toEqual([])
  expect((await server.call(`GET /users/${id}/status`)).status).toBe(200)
})

test('data with such keys is kept as it was given', async () => {
  const server = await testServer()
  const id = await register(server)
  const payload = '{"type":"banned","data":{"__proto__":{"polluted":"yes"},"constructor":"c"}}'
  const response = await server.app.inject({
    method: 'POST',
    url: `/protected/json/users/${id}/register_activity`,
    headers: { 'x-authy-api-key': server.apiKey, 'content-type': 'application/json' },
    payload,
  })
  expect(response.statusCode).toBe(200)
  const row = await server.deps.db
    .selectFrom('activities')
    .select('sealed_data')
    .executeTakeFirstOrThrow()
  expect(server.deps.vault.open(row.sealed_data, `activities/${server.appId}/${id}`)).toBe(
    '{"__proto__":{"polluted":"yes"},"constructor":"c"}',
  )
})

test('no such name is a setting, a user field or a locale', async () => {
  const server = await testServer()
  for (const name of NAMES) {
    await expect(server.set(name, 'true')).rejects.toThrow('setting-refused')
    const created = await server.call('POST /users/new', { ...PERSON, 'user[country_code]': name })
    expect(created.body.error_code).toBe('60027')
    const id = await register(server)
    server.clock.advance(600_000)
    expect((await server.call(`GET /sms/${id}?locale=${name}&action=${name}`)).status).toBe(200)
  }
  expect((await server.outbox()).every((message) => message.locale === 'en')).toBe(true)
})
