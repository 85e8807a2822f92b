import { describe, expect, test } from 'vitest'
import { errorAnswer, userCreated } from '@countersign/wire'
import { respond } from '../../../src/http/authy/respond.ts'

describe('respond', () => {
  test('JSON', () => {
    expect(respond('json', 200, userCreated(1000))).toEqual({
      status: 200,
      headers: {
        'Content-Type': 'application/json; charset=utf-8',
        'Content-Length': '74',
        'Cache-Control': 'no-store',
      },
      payload: '{"message":"User created successfully.","user":{"id":1000},"success":true}',
    })
  })

  test('XML, whose root tells success from error', () => {
    const { status, body } = errorAnswer({ error: 'userNotFound' })
    const failed = respond('xml', status, body)
    expect(failed.headers['Content-Type']).toBe('application/xml; charset=utf-8')
    expect(failed.payload).toMatch(/^<errors>.*<\/errors>$/)
    expect(respond('xml', 200, userCreated(1000)).payload).toMatch(/^<hash>.*<\/hash>$/)
  })

  test('the length is in bytes', () => {
    const { headers, payload } = respond('json', 200, { city: 'Bogotá' })
    expect(payload).toBe('{"city":"Bogotá"}')
    expect(headers['Content-Length']).toBe('18')
  })

  test.each([
    [59.2, '60'],
    [0, '1'],
  ])('Retry-After of %f seconds is %s', (retryAfterSeconds, header) => {
    const { status, body } = errorAnswer({ error: 'dosProtection' })
    expect(respond('json', status, body, { retryAfterSeconds }).headers['Retry-After']).toBe(header)
  })
})
