import { describe, expect, test } from 'vitest'
import { type RawAnswer, sendRaw } from './raw-request.ts'
import { curl, javaXml, openvpn, perl } from './recorded-clients.ts'
import { at, numberAt } from './read-answer.ts'
import { lastTokenOf, PERSON, runningServer, WRONG_TOKEN } from './running-server.ts'

// Plug-ins and scripts that read an answer with less than a JSON parser: what each greps, counts or
// splits is repeated here as it does it (docs/wire, transport §1).

const UNKNOWN_ID = 999_999_999

/** The first 20 tokens of jsmn, in the order in which they begin; of an object its brace will do. */
function firstTokens(text: string): readonly string[] {
  const tokens = text.match(/[{[]|"(?:[^"\\]|\\.)*"|[^\s,:{}[\]"]+/g) ?? []
  return tokens.slice(0, 20).map((token) => token.replace(/^"(.*)"$/s, '$1'))
}

/** strncmp as far as the token goes: one that only begins like the word passes too, and so does an empty one. */
function isOpen(answer: RawAnswer): boolean {
  const tokens = firstTokens(answer.text)
  const place = tokens.slice(0, 19).findIndex((token) => 'success'.startsWith(token))
  return place !== -1 && 'true'.startsWith(tokens[place + 1] ?? 'none')
}

describe('authy-openvpn', () => {
  test('authy-openvpn: success stands in the first 20 JSON tokens, in one piece below 16 KiB', async () => {
    const server = await runningServer()
    const send = (path: string) =>
      openvpn(server)(`GET /protected/json${path}api_key=${server.apiKey}`)
    const id = await server.addUser()
    expect((await send(`/sms/${id}?`)).status).toBe(200)
    expect((await send(`/call/${id}?`)).status).toBe(200)
    const token = await lastTokenOf(server)
    const opened = await send(`/verify/${token}/${id}?force=true&`)
    expect(isOpen(opened)).toBe(true)
    // Its writer keeps what it was given last: an answer in two pieces is half an answer.
    expect(opened.reads).toBe(1)
    expect(opened.headers.has('transfer-encoding')).toBe(false)
    expect(Number(opened.headers.get('content-length'))).toBeLessThan(16_384)
  })

  test('authy-openvpn: no refusal opens the door', async () => {
    const server = await runningServer()
    const send = (path: string) =>
      openvpn(server)(`GET /protected/json${path}api_key=${server.apiKey}`)
    const id = await server.addUser()
    const token = await server.sendToken(id)
    await send(`/verify/${token}/${id}?force=true&`)
    const refusals = [
      await send(`/verify/${token}/${id}?force=true&`),
      await send(`/verify/${WRONG_TOKEN}/${id}?force=true&`),
      await send(`/verify/${WRONG_TOKEN}/${UNKNOWN_ID}?force=true&`),
      await send(`/verify/12/${id}?force=true&`),
      await send(`/verify/s/${id}?force=success&`),
      await send(`/verify/%22true%22/${id}?force=true&`),
      await send(`/verify/${WRONG_TOKEN}/${id}?force=true&x`),
      await send(`/verify/${WRONG_TOKEN}/${id}/true?`),
    ]
    for (const answer of refusals)
      expect([isOpen(answer), answer.text]).toEqual([false, answer.text])
  })
})

/** What it lets in: body and status stand around a bar, and the body is searched. */
function isIn({ text, status }: RawAnswer): boolean {
  const [body = '', code] = `${text}|${status}`.split('|')
  return code === '200' && body.includes('"success":"true"')
}

describe('authy-ssh', () => {
  test('authy-ssh: raw brackets in, and the only digits of the answer are the id', async () => {
    const server = await runningServer()
    const created = await curl(server)(
      `POST /protected/json/users/new?api_key=${server.apiKey}`,
      'user[email]=jdoe@example.com&user[country_code]=1&user[cellphone]=317-338-9302',
    )
    expect(created.text).not.toMatch(/cellphone|email|country/)
    expect(created.text).toMatch(/user.*id/)
    const digits = created.text.match(/[0-9]+/g)
    expect(digits).toEqual([String(numberAt(created.json, 'user', 'id'))])
  })

  test('authy-ssh: the words by which it tells what is wrong with a user', async () => {
    const server = await runningServer()
    const send = curl(server)
    const line = `POST /protected/json/users/new?api_key=${server.apiKey}`
    const phone = await send(
      line,
      'user[email]=jdoe@example.com&user[country_code]=1&user[cellphone]=12',
    )
    expect(phone.text).toMatch(/cellphone/)
    expect(phone.text).not.toMatch(/email/)
    const email = await send(
      line,
      'user[email]=jdoe&user[country_code]=1&user[cellphone]=317-338-9302',
    )
    expect(email.text).toMatch(/email/)
    expect(email.text).not.toMatch(/cellphone/)
  })

  test('authy-ssh: sms globs for success before sent, verify splits at a bar', async () => {
    const server = await runningServer()
    const send = curl(server)
    const id = await server.addUser()
    const key = `api_key=${server.apiKey}&force=true`
    const sent = await send(`GET /protected/json/sms/${id}?${key}`)
    expect(sent.text).toMatch(/success.*sent/)
    const token = await lastTokenOf(server)
    expect(isIn(await send(`GET /protected/json/verify/${WRONG_TOKEN}/${id}?${key}`))).toBe(false)
    expect(isIn(await send(`GET /protected/json/verify/${token}/${id}?${key}`))).toBe(true)
    expect(isIn(await send(`GET /protected/json/verify/${token}/${id}?${key}`))).toBe(false)
    await server.set('smsEnabled', 'false')
    const disabled = await send(`GET /protected/json/sms/${id}?${key}`)
    expect(disabled.text).toMatch(/not.*enabled/)
  })

  test('authy-ssh: the root answers, so that nobody is let in for want of a service', async () => {
    const server = await runningServer()
    expect((await curl(server)('GET /')).status).toBe(200)
  })
})

function radiusVerdict({ status, json }: RawAnswer): 'yes' | 'no' | 'outage' {
  if (status === 200 && at(json, 'token') === 'is valid') return 'yes'
  return status === 401 && at(json, 'token') === 'is invalid' ? 'no' : 'outage'
}

describe('authy-freeradius', () => {
  test('authy-freeradius: the key is checked at the start and a send is honoured', async () => {
    const server = await runningServer()
    const send = (path: string) => perl(server)(`GET /protected/json${path}`)
    const details = await send('/app/details')
    expect([details.status, at(details.json, 'success')]).toEqual([200, true])
    const sent = await send(`/sms/${await server.addUser()}?force=true`)
    expect([sent.status, at(sent.json, 'success'), at(sent.json, 'ignored')]).toEqual([
      200,
      true,
      undefined,
    ])
  })

  test('authy-freeradius: a wrong or a used token is a no, everything else an outage', async () => {
    const server = await runningServer()
    const send = (path: string) => perl(server)(`GET /protected/json${path}`)
    const id = await server.addUser()
    const token = await server.sendToken(id)
    expect(radiusVerdict(await send(`/verify/${WRONG_TOKEN}/${id}`))).toBe('no')
    expect(radiusVerdict(await send(`/verify/${token}/${id}`))).toBe('yes')
    expect(radiusVerdict(await send(`/verify/${token}/${id}`))).toBe('no')
    expect(radiusVerdict(await send(`/verify/${WRONG_TOKEN}/${UNKNOWN_ID}`))).toBe('outage')
  })
})

function userXml(cellphone: string): string {
  return `<?xml version="1.0" encoding="UTF-8" standalone="yes"?><user><cellphone>${cellphone}</cellphone><country_code>1</country_code><email>jdoe@example.com</email></user>`
}

describe('authy-java before 1.2, with XML', () => {
  test('authy-java with XML: users, sms and verify have the recorded elements', async () => {
    const server = await runningServer()
    const send = javaXml(server)
    const created = await send('POST /protected/xml/users/new', userXml('317-338-9302'))
    expect(created.headers.get('content-type')).toBe('application/xml; charset=utf-8')
    const id = Number(/<id type="integer">(\d+)<\/id>/.exec(created.text)?.[1])
    expect(created.text).toBe(
      `<hash><message>User created successfully.</message><user><id type="integer">${id}</id></user><success type="boolean">true</success></hash>`,
    )
    const sms = await send(`GET /protected/xml/sms/${id}`)
    expect(sms.text).toBe(
      '<hash><success type="boolean">true</success><message>SMS token was sent</message><cellphone>+1-XXX-XXX-XX02</cellphone></hash>',
    )
    const token = await lastTokenOf(server)
    const valid = await send(`GET /protected/xml/verify/${token}/${id}`)
    expect(valid.status).toBe(200)
    expect(valid.text).toMatch(
      /^<hash><message>Token is valid\.<\/message><token>is valid<\/token><success>true<\/success><device>.*<city nil="true"\/>.*<\/device><\/hash>$/,
    )
    const removed = await send(`POST /protected/xml/users/delete/${id}`)
    expect(removed.status).toBe(200)
  })

  test('authy-java with XML: a refusal is an errors element with error-code', async () => {
    const server = await runningServer()
    const send = javaXml(server)
    const id = await server.addUser()
    const wrong = await send(`GET /protected/xml/verify/${WRONG_TOKEN}/${id}`)
    expect([wrong.status, wrong.text]).toEqual([
      401,
      '<errors><message>Token is invalid</message><token>is invalid</token><success type="boolean">false</success><errors><message>Token is invalid</message></errors><error-code>60020</error-code></errors>',
    ])
    const refusals = [
      [await send(`POST /protected/xml/users/delete/${UNKNOWN_ID}`), 404, '60026'],
      [await send('POST /protected/xml/users/new', userXml('12')), 400, '60027'],
      [await send('POST /protected/xml/users/new', '<user><cellphone>'), 400, '60002'],
      [await send('GET /protected/xml/nowhere'), 404, '60000'],
    ] as const
    for (const [answer, status, code] of refusals) {
      expect(answer.status).toBe(status)
      expect(answer.text).toMatch(/^<errors>.*<message>.+<\/message>.*<\/errors>$/)
      expect(answer.text).toContain(`<error-code>${code}</error-code>`)
    }
  })
})

describe('Authy.Net', () => {
  test('Authy.Net: its own tests expect 60016 for an unknown user and 400 for four digits', async () => {
    const server = await runningServer()
    const id = await server.addUser()
    const send = (path: string) =>
      sendRaw(
        server.url,
        `GET /protected/json${path}?api_key=${server.apiKey}`,
        'Connection: Close',
      )
    const unknown = await send(`/verify/1234567/${UNKNOWN_ID}`)
    expect([unknown.status, at(unknown.json, 'error_code')]).toEqual([401, '60016'])
    const short = await send(`/verify/1234/${id}`)
    expect([short.status, at(short.json, 'message'), at(short.json, 'errors', 'token')]).toEqual([
      400,
      'Token is invalid.',
      'is invalid',
    ])
  })
})

function header(apiKey: string): string {
  return `X-Authy-API-Key: ${apiKey}`
}

describe('every client', () => {
  test('every client: the key counts in the header, the query and the body, and the header first', async () => {
    const server = await runningServer()
    const wrong = 'f'.repeat(32)
    const json = 'Content-Type: application/json'
    const path = '/protected/json/app/details'
    const rows = [
      await sendRaw(server.url, `GET ${path}`, header(server.apiKey)),
      await sendRaw(server.url, `GET ${path}?api_key=${server.apiKey}`, 'Accept: */*'),
      await sendRaw(server.url, `GET ${path}`, json, `{"api_key":"${server.apiKey}"}`),
      await sendRaw(server.url, `GET ${path}?api_key=${wrong}`, header(server.apiKey)),
      await sendRaw(server.url, `GET ${path}?api_key=${server.apiKey}`, header(wrong)),
      await sendRaw(server.url, `GET ${path}`, 'Accept: */*'),
    ]
    expect(rows.map(({ status }) => status)).toEqual([200, 200, 200, 200, 401, 401])
  })

  test('every client: JSON whatever it accepts, uncompressed, with a length and never kept', async () => {
    const server = await runningServer()
    const head = `X-Authy-API-Key: ${server.apiKey}
      Accept: application/xml, text/html
      Accept-Encoding: gzip, deflate, br`
    for (const path of ['/protected/json/app/details', '/protected/json/nowhere']) {
      const answer = await sendRaw(server.url, `GET ${path}`, head)
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8')
      expect(answer.headers.get('cache-control')).toBe('no-store')
      expect(answer.headers.has('content-encoding')).toBe(false)
      expect(answer.headers.has('transfer-encoding')).toBe(false)
      expect(answer.text).toBe(JSON.stringify(answer.json))
    }
  })

  test('every client: a phone in any writing is one user, and so is a country code', async () => {
    const server = await runningServer()
    const ids = new Set<number>()
    for (const phone of ['3173389302', '317-338-9302', '317.338.9302', '317 338 9302'])
      ids.add(await server.addUser(phone))
    for (const code of ['1', '"1"', '"+1"', '" 1 "']) {
      const created = await sendRaw(
        server.url,
        'POST /protected/json/users/new',
        `X-Authy-API-Key: ${server.apiKey}\nContent-Type: application/json`,
        `{"user":{"email":"${PERSON.email}","cellphone":"3173389302","country_code":${code}}}`,
      )
      ids.add(numberAt(created.json, 'user', 'id'))
    }
    expect(ids.size).toBe(1)
  })

  test('every client: each spelling of a boolean is taken, and another is refused', async () => {
    const server = await runningServer()
    const id = await server.addUser()
    const send = (force: string) =>
      sendRaw(
        server.url,
        `GET /protected/json/sms/${id}?force=${force}`,
        `X-Authy-API-Key: ${server.apiKey}`,
      )
    for (const force of ['true', 'True', '1', 'false', 'False', '0', ''])
      expect((await send(force)).status).toBe(200)
    const refused = await send('yes')
    expect([refused.status, at(refused.json, 'error_code')]).toEqual([400, '60004'])
  })

  test('every client: the sandbox plan verifies its fixed codes and sends nothing', async () => {
    const server = await runningServer()
    const sandbox = await server.newApp('Sandbox', 'sandbox')
    const head = `X-Authy-API-Key: ${sandbox.apiKey}
      Content-Type: application/x-www-form-urlencoded`
    const send = (line: string, form = '') => sendRaw(server.url, line, head, form)
    const created = await send(
      'POST /protected/json/users/new',
      'user[email]=jdoe@example.com&user[cellphone]=3173389302&user[country_code]=1',
    )
    const id = numberAt(created.json, 'user', 'id')
    expect((await send(`GET /protected/json/sms/${id}`)).status).toBe(200)
    expect((await send(`GET /protected/json/verify/0000000/${id}`)).status).toBe(200)
    const phone = 'phone_number=3173389302&country_code=1'
    const started = await send('POST /protected/json/phones/verification/start', phone)
    expect(started.json).toMatchObject({
      carrier: 'Google Voice',
      seconds_to_expire: 0,
      uuid: null,
    })
    const check = `GET /protected/json/phones/verification/check?${phone}&verification_code=0000`
    expect((await send(check)).status).toBe(200)
    const info = await send(`GET /protected/json/phones/info?${phone}`)
    expect(info.json).toMatchObject({ type: 'landline', provider: 'Google Voice' })
    expect(await server.outbox()).toEqual([])
  })
})
