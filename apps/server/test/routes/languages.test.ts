import { describe, expect, test } from 'vitest'
import { LOCALES } from '../../src/languages/locales.ts'
import { testServer } from '../test-server.ts'
import { register } from './person.ts'

const BERLIN = { 'user[country_code]': '49', 'user[cellphone]': '15123456789' }

describe('the language of a token', () => {
  test('as asked, else of the country of the phone, else of the app, else English', async () => {
    const server = await testServer()
    const american = await register(server)
    const german = await register(server, BERLIN)
    const asked = [
      [american, '', 'en'],
      [american, 'locale=de', 'de'],
      [american, 'locale=es-MX', 'es'],
      [american, 'locale=pt_BR', 'pt-BR'],
      [american, 'locale=xx', 'en'],
      [german, '', 'de'],
      [german, 'locale=fr', 'fr'],
      [german, 'locale=xx', 'de'],
      [german, 'locale=', 'de'],
      [german, `locale=${'x'.repeat(10_000)}`, 'de'],
    ] as const
    const chosen = []
    for (const [id, query] of asked) {
      server.clock.advance(600_000)
      await server.call(`GET /sms/${id}?${query}`)
      chosen.push((await server.outbox()).at(-1)?.locale)
    }
    expect(chosen).toEqual(asked.map(([, , locale]) => locale))
  })

  test('defaultLocale stands before the country, not before what is asked', async () => {
    const server = await testServer()
    await server.set('defaultLocale', 'fr')
    const id = await register(server, BERLIN)
    await server.call(`GET /sms/${id}`)
    expect((await server.outbox()).at(-1)?.locale).toBe('fr')
    await server.call(`GET /sms/${id}?locale=it`)
    expect((await server.outbox()).at(-1)?.locale).toBe('it')
  })

  test('every locale, by SMS, call and e-mail', async () => {
    const server = await testServer()
    await server.set('sendsPerToken', '100')
    await server.set('sendsPerPhone', '1000')
    const id = await register(server)
    for (const locale of LOCALES) {
      for (const route of [`GET /sms/${id}`, `GET /call/${id}`, `POST /email/${id}`])
        await server.call(`${route}?locale=${locale}&action=${locale}`)
    }
    const messages = await server.outbox()
    expect(messages).toHaveLength(3 * LOCALES.length)
    const channels = messages.map(({ locale, channel }) => `${locale} ${channel}`)
    expect(new Set(channels).size).toBe(messages.length)
    expect(messages.filter((message) => !message.text.includes('Acme'))).toEqual([])
  })
})

test('the SMS of a verification, and the message of its answer', async () => {
  const server = await testServer()
  const start = async (change: Readonly<Record<string, string>>) =>
    (
      await server.call('POST /phones/verification/start', {
        country_code: '1',
        phone_number: '3173389302',
        ...change,
      })
    ).body.message
  expect(await start({})).toBe('Text message sent to +1 317-338-9302.')
  server.clock.advance(5_000)
  expect(await start({ locale: 'es' })).toBe('Mensaje de texto enviado a +1 317-338-9302.')
  expect((await server.outbox()).at(-1)?.text).toContain('Código de verificación')
  const german = await start({ country_code: '49', phone_number: '15123456789' })
  expect(german).toContain('+49')
  expect((await server.outbox()).at(-1)?.locale).toBe('de')
})
