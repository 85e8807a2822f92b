import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import express from 'express'
import { expect, onTestFinished, test } from 'vitest'
import { type Callback, createCallbackMemory, type DetailValue } from '@countersign/client'
import { callbackOf, verifyCallbacks } from '@countersign/client/express'
import {
  ANSWER,
  answer,
  callbacks,
  setCallbackOf,
} from '../../../../apps/server/test/worker/called-back.ts'
import { testServer } from '../../../../apps/server/test/test-server.ts'

/** Details at which one validator or another stumbles (docs/wire §9.5), and some that fill 8 KiB. */
const HARD: (typeof ANSWER)['content'] = {
  ...ANSWER.content,
  message: 'Überweisung – 10 € an Ana?',
  details: [
    ['alpha', '1'],
    ['Beta', '2'],
    ['Amount', 5],
    ['Amount 2', 1.5],
    ['1', 'one'],
    ['x[y]', '* ~ ( ) \' ! & = + %20 / "'],
    ['None', 'None'],
    ['Lines', 'é\n😀'],
    ['Empty', ''],
    ['Nothing', null],
    ['Yes', true],
    ['Long', 'x'.repeat(1_000)],
  ],
}

/** An app in Express that believes only what verifies, and remembers what it believed. */
async function appThatIsCalled(method: 'POST' | 'GET') {
  const server = await testServer({ env: { OUTBOUND_ALLOW: 'loopback' } })
  const believed: Callback[] = []
  const app = express()
  const listening = createServer(app)
  await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve))
  onTestFinished(async () => {
    listening.closeAllConnections()
    await new Promise((resolve) => listening.close(resolve))
  })
  const { port } = listening.address() as AddressInfo
  const url = `http://127.0.0.1:${port}/authy/callback?tenant=7`
  const { apiKey } = server
  const verify = verifyCallbacks({
    apiKey,
    url,
    now: server.clock.now,
    seen: createCallbackMemory(),
  })
  app.all('/authy/callback', verify, (request, response) => {
    believed.push(callbackOf(request))
    response.sendStatus(200)
  })
  await setCallbackOf(server, server.appId, url, method)
  return { server, believed }
}

test.each(['POST', 'GET'] as const)('what the service sends by %s is believed', async (method) => {
  const { server, believed } = await appThatIsCalled(method)
  for (const content of [ANSWER.content, HARD]) {
    await answer(server, { appId: server.appId, content })
    server.clock.advance(1_000)
    await server.worker.runUntilIdle()
  }
  expect((await callbacks(server)).map(({ status }) => status)).toEqual(['delivered', 'delivered'])
  expect(believed.map(({ message }) => message)).toEqual([ANSWER.content.message, HARD.message])
  // By GET everything is text, and null is empty.
  expect(textsOf(Object.entries(believed[1]?.details ?? {}))).toEqual(textsOf(HARD.details ?? []))
  expect(believed[0]).toMatchObject({
    uuid: ANSWER.uuid,
    status: 'approved',
    authyId: ANSWER.authyId,
    statement: ANSWER.statement,
    answeredAt: ANSWER.answeredAt,
    device: { id: ANSWER.device.id, osType: 'android', ip: '10.0.0.1' },
  })
})

function textsOf(details: readonly (readonly [string, DetailValue])[]): readonly string[] {
  return details
    .map(([name, value]) => `${name}: ${value === null ? '' : String(value)}`)
    .toSorted()
}
