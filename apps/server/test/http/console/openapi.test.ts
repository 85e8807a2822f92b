import { Validator } from '@seriousme/openapi-schema-validator'
import { expect, test } from 'vitest'
import { consoleDocument, operationIdOf } from '../../../src/http/console/openapi.ts'
import { CONSOLE_ROUTES } from '../../../src/http/console/routes.ts'

const document = JSON.parse(
  JSON.stringify(consoleDocument(CONSOLE_ROUTES, 'https://2fa.example.test')),
) as object

test('the console’s dialect is valid OpenAPI 3.1', async () => {
  const validator = new Validator()
  expect(await validator.validate({ ...document })).toEqual({ valid: true })
})

test('each route has a name of its own, a summary, and the parts that its path names', () => {
  const names = CONSOLE_ROUTES.map(operationIdOf)
  expect(new Set(names).size).toBe(names.length)
  for (const { path, summary, params } of CONSOLE_ROUTES) {
    expect(summary).toMatch(/^[A-Z].{10,}[^.]$/)
    const named = [...path.matchAll(/:(\w+)/g)].map(([, name]) => name)
    expect(Object.keys(params.properties)).toEqual(named)
  }
})

test('who may reach one application is asked in a path that names it', () => {
  for (const { path, needs } of CONSOLE_ROUTES) {
    const isOfOne = typeof needs === 'object' && needs.apps === 'one'
    expect([path, path.includes(':appId')]).toEqual([path, isOfOne])
  }
})
