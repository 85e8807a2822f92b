import { expect, test } from 'vitest'

import { createOutboxProvider } from '../../src/delivery/outbox.ts'
import { never } from './limits.ts'
import { call, email, sms } from './message.ts'

test('the outbox takes everything and is always well', async () => {
  const outbox = createOutboxProvider()
  for (const message of [sms, call, email]) {
    expect(outbox.channels).toContain(message.channel)
    expect(await outbox.deliver(message, never())).toEqual({
      status: 'sent',
      providerMessageId: 'msg_01HZX',
    })
  }
  expect(await outbox.check(never())).toBeUndefined()
})
