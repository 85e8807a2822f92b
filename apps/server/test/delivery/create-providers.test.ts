import { expect, test } from 'vitest'

import { createProviders } from '../../src/delivery/create-providers.ts'
import type { DeliverySettings } from '../../src/delivery/settings.ts'

const outside = { fetch, now: () => 0 }

const settings: DeliverySettings = {
  order: { sms: ['twilio', 'http'], call: [], email: ['smtp', 'http', 'outbox'] },
  twilio: {
    baseUrl: 'https://api.twilio.com',
    accountSid: 'AC01',
    authToken: 'auth-token',
    from: '+15550001111',
    messagingServiceSid: undefined,
    voiceFrom: undefined,
  },
  http: {
    url: 'https://gateway.example.com',
    method: 'POST',
    headers: {},
    body: undefined,
    signingKey: undefined,
  },
  smtp: {
    server: { host: 'localhost', port: 25, secure: false, requireTls: false, auth: undefined },
    from: { name: '', address: 'no-reply@example.com' },
  },
}

test('each channel has its providers in the order of the settings', () => {
  const { sms, call, email } = createProviders({ delivery: settings }, outside)
  expect(sms.map(({ name }) => name)).toEqual(['twilio', 'http'])
  expect(call).toEqual([])
  expect(email.map(({ name }) => name)).toEqual(['smtp', 'http', 'outbox'])
})

test('a provider of two channels is one provider, and says which they are', () => {
  const { sms, email } = createProviders({ delivery: settings }, outside)
  expect(sms[1]).toBe(email[1])
  expect(sms[1]?.channels).toEqual(['sms', 'email'])
})
