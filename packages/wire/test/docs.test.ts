import { readFileSync, readdirSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import {
  ERRORS,
  callbackPayload,
  canonicalQuery,
  errorBody,
  renderJson,
  signCallback,
} from '@countersign/wire'
import type { Failure, WireObject } from '@countersign/wire'
import { bodies, callbackFacts } from './shapes/bodies.ts'

const folder = new URL('../../../docs/wire/', import.meta.url)
const pages = new Map(
  readdirSync(folder)
    .filter((name) => name.endsWith('.md'))
    .map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
)
const text = [...pages.values()].join('\n')

describe('docs/wire', () => {
  test('errors.md has every row of the table, in its order, and no other', () => {
    const [, table] = (pages.get('errors.md') ?? '').split('## §13 ')
    const rows = table?.match(/^\| 60\d{3} .*$/gm)
    expect(rows?.map((row) => row.split('|').map((cell) => cell.trim()))).toEqual(
      Object.entries(ERRORS).map(([name, { code, status, message }]) => [
        '',
        code,
        String(status),
        `\`${name}\``,
        message,
        '',
      ]),
    )
  })

  const samples = [...text.matchAll(/```json\n(.*?)```/gs)].map(([, sample]) => {
    const json: unknown = JSON.parse(sample ?? '')
    return JSON.stringify(json)
  })

  test.each(bodies)('shows %s as it is sent', (_name, body) => {
    expect(samples).toContain(renderJson(body))
  })

  test('shows a callback as it is sent', () => {
    expect(samples).toContain(renderJson(callbackPayload(callbackFacts)))
  })

  const failures: readonly Failure[] = [
    { error: 'apiKeyInvalid' },
    { error: 'invalidParameter', name: 'country_code', reason: 'Parameter is required' },
    { error: 'userNotValid', fields: { cellphone: 'is invalid' } },
    { error: 'userNotFound' },
    { error: 'tokenInvalid' },
    { error: 'tokenReused' },
    { error: 'verificationCodeIncorrect' },
    { error: 'approvalRequestNotFound', uuid: 'dda2c400-bc43-0135-d7be-1285ca17e122' },
  ]
  test.each(failures)('shows $error as it is sent', (failure) => {
    expect(samples).toContain(renderJson(errorBody(failure)))
  })

  test('every section that the sources cite has a heading or a numbered fact', () => {
    const roots = ['../src/', '../../../apps/server/src/http/authy/'].map(
      (path) => new URL(path, import.meta.url),
    )
    const sources = roots.flatMap((root) =>
      readdirSync(root, { recursive: true, encoding: 'utf8' })
        .filter((name) => name.endsWith('.ts'))
        .map((name) => readFileSync(new URL(name, root), 'utf8')),
    )
    const cited = sources.flatMap((source) =>
      [...source.matchAll(/docs\/wire ((?:§[\d.]+(?:, \d+(?: and \d+)?)?(?:, )?)+)/g)].flatMap(
        ([, list]) => [...(list ?? '').matchAll(/§(\d+(?:\.\d+)?)/g)].map(([, number]) => number),
      ),
    )
    expect(cited.length).toBeGreaterThan(20)
    const headings = new Set([...text.matchAll(/^#+ §(\d+(?:\.\d+)?) /gm)].map(([, n]) => n))
    expect([...new Set(cited)].filter((number) => !headings.has(number))).toEqual([])
  })

  test('the callback on the page has the signature on the page', () => {
    const page = pages.get('callbacks.md') ?? ''
    const [, key, nonce, method, url] =
      /Key `(.*?)`, nonce `(.*?)`, method (\w+), URL `(.*?)`/.exec(page) ?? []
    const [, sample] = /```json\n(.*?)```/s.exec(page) ?? []
    const payload: WireObject = JSON.parse(sample ?? '')
    const [, signature] = /the signature is `(.*?)`/.exec(page) ?? []
    const callback = {
      apiKey: key ?? '',
      nonce: nonce ?? '',
      method: method ?? '',
      url: url ?? '',
      payload,
    }
    expect(signCallback(callback)).toBe(signature)
    const [, start] = /query begins with\n\n```\n(.*?)…\n```/s.exec(page) ?? []
    expect(start?.length).toBeGreaterThan(100)
    expect(canonicalQuery(payload).startsWith(start ?? '')).toBe(true)
  })
})
