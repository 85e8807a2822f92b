import { ERRORS, verifyCallbackSignature, type WireObject } from '@countersign/wire'
import { Validator } from '@seriousme/openapi-schema-validator'
import { Type } from 'typebox'
import { expect, test } from 'vitest'
import { named } from '../../../src/http/reference/description.ts'
import { openApiDocument } from '../../../src/http/reference/document.ts'
import { collectNamedSchemas } from '../../../src/http/reference/named-schemas.ts'
import type { MediaType, OpenApiDocument } from '../../../src/http/reference/openapi-types.ts'
import { operationsOf } from '../../../src/http/reference/render/operation.ts'
import { schemaCheck } from './check-schema.ts'

// As programs get it.
const DOCUMENT = JSON.parse(
  JSON.stringify(openApiDocument('https://2fa.example.test', '1.2.3')),
) as OpenApiDocument
const problemsOf = schemaCheck(DOCUMENT)
const OPERATIONS = [...operationsOf(DOCUMENT.paths), ...operationsOf(DOCUMENT.webhooks)]

test('is valid OpenAPI 3.1, with this server’s address and version', async () => {
  const validator = new Validator()
  expect(await validator.validate({ ...DOCUMENT })).toEqual({ valid: true })
  expect(validator.version).toBe('3.1')
  expect(DOCUMENT.servers).toEqual([{ url: 'https://2fa.example.test' }])
  expect(DOCUMENT.info.version).toBe('1.2.3')
})

test('gives every operation a name of its own and a tag that is explained', () => {
  const ids = OPERATIONS.map(({ operation }) => operation.operationId)
  expect(new Set(ids).size).toBe(ids.length)
  const tags = new Set(DOCUMENT.tags.map(({ name }) => name))
  for (const { operation } of OPERATIONS) {
    expect(operation.operationId).toMatch(/^[a-z][A-Za-z0-9]+$/)
    expect(operation.tags.filter((tag) => !tags.has(tag))).toEqual([])
  }
})

test('names in each path the parts that it has', () => {
  for (const { path, operation } of operationsOf(DOCUMENT.paths)) {
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name)
    const parameters = (operation.parameters ?? []).filter((each) => each.in === 'path')
    expect([path, parameters.map(({ name }) => name)]).toEqual([path, named])
  }
})

test('has examples that keep to its own schemas', () => {
  const wrong: string[] = []
  let count = 0
  const look = (where: string, { schema, example, examples = {} }: MediaType) => {
    const values = Object.values(examples).map(({ value }) => value)
    for (const value of example === undefined ? values : [example, ...values]) {
      count += 1
      wrong.push(...problemsOf(schema, value).map((problem) => `${where}: ${problem}`))
    }
  }
  for (const { operation } of OPERATIONS) {
    const { operationId, parameters = [], requestBody, responses } = operation
    for (const { name, schema, example } of parameters) {
      const shown = example ?? schema.examples?.[0]
      expect([operationId, name, shown === undefined]).toEqual([operationId, name, false])
      look(`${operationId} ${name}`, { schema, example: shown })
    }
    for (const media of Object.values(requestBody?.content ?? {})) look(operationId, media)
    for (const { content = {} } of Object.values(responses))
      for (const media of Object.values(content)) look(operationId, media)
  }
  expect(wrong).toEqual([])
  expect(count).toBeGreaterThan(300)
})

test('tells of every failure by the text and status of the table of errors', () => {
  for (const { operation } of operationsOf(DOCUMENT.paths)) {
    for (const [status, { content }] of Object.entries(operation.responses)) {
      const media = content?.['application/json']
      if (media?.schema.$ref !== '#/components/schemas/Error') continue
      for (const [name, { summary, value }] of Object.entries(media.examples ?? {})) {
        const error = ERRORS[name as keyof typeof ERRORS]
        expect(String(error.status)).toBe(status)
        expect((value as { error_code: string }).error_code).toBe(error.code)
        expect(summary).toMatch(/\.$/)
      }
    }
  }
})

test('shows a callback whose signature is right', () => {
  const post = DOCUMENT.webhooks['approvalAnswered']?.post
  const header = (name: string) =>
    String(post?.parameters?.find((parameter) => parameter.name === name)?.example)
  const callback = {
    apiKey: '0123456789abcdefghijABCDEFGHIJ12',
    nonce: header('X-Authy-Signature-Nonce'),
    method: 'POST',
    url: 'https://app.example.test/authy/callback',
    payload: post?.requestBody?.content['application/json']?.example as WireObject,
  }
  expect(verifyCallbackSignature(callback, header('X-Authy-Signature'))).toBe(true)
})

function callOf(id: string): string | undefined {
  const found = OPERATIONS.find(({ operation }) => operation.operationId === id)
  return found?.operation['x-codeSamples']?.[0]?.source
}

test('has calls to paste: a form in brackets, a query, a POST without a body', () => {
  expect(callOf('registerUser')).toBe(
    [
      "curl 'https://2fa.example.test/protected/json/users/new' \\",
      '  -H "X-Authy-API-Key: $KEY" \\',
      "  -d 'user[email]=jdoe@example.com' \\",
      "  -d 'user[cellphone]=317-338-9302' \\",
      "  -d 'user[country_code]=1'",
    ].join('\n'),
  )
  expect(callOf('sendSms')).toContain(
    "'https://2fa.example.test/protected/json/sms/12345678?force=true'",
  )
  expect(callOf('removeUser')).toMatch(/^curl -X POST '.*\/users\/12345678\/delete'/)
})

test('keeps a schema with a name once, and takes no two for one', () => {
  const schemas = collectNamedSchemas()
  const pet = named('Pet', Type.Object({ title: Type.String({ examples: [{ title: 'x' }] }) }))
  const refer = { $ref: '#/components/schemas/Pet' }
  expect(schemas.refer(Type.Array(pet))).toEqual({ type: 'array', items: refer })
  expect(schemas.refer(pet)).toEqual(refer)
  expect(schemas.all()).toEqual({
    Pet: {
      type: 'object',
      required: ['title'],
      properties: { title: { type: 'string', examples: [{ title: 'x' }] } },
    },
  })
  expect(() => schemas.refer(named('Pet', Type.String()))).toThrow('the title Pet')
})
