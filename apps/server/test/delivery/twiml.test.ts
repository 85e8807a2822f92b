import { expect, test } from 'vitest'

import { renderTwiml } from '../../src/delivery/twiml.ts'
import { call } from './message.ts'

const speech = { languageTag: 'en-US', greeting: 'Hello:', again: 'Again:', goodbye: 'Goodbye.' }

test('each digit is a phrase of its own, and all of them come three times', () => {
  const digits =
    '<Say language="en-US">0</Say><Pause length="1"/><Say language="en-US">7</Say><Pause length="1"/>'
  const again = '<Say language="en-US">Again:</Say><Pause length="1"/>'
  expect(renderTwiml({ ...call, token: '07', speech })).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><Response>' +
      '<Say language="en-US">Hello:</Say><Pause length="1"/>' +
      `${digits}${again}${digits}${again}${digits}` +
      '<Say language="en-US">Goodbye.</Say></Response>',
  )
})

test('the longest token stays under the 4,000 characters that Twilio takes', () => {
  expect(renderTwiml({ ...call, token: '0123456789' }).length).toBeLessThan(4000)
})

test('an app name cannot make the call say or dial anything else', () => {
  const greeting = 'A\u0000</Say><Dial>+1900</Dial>"\'\ud800'
  expect(
    renderTwiml({ ...call, speech: { ...speech, greeting, languageTag: '"><Dial>' } }),
  ).toContain(
    '<Say language="&quot;&gt;&lt;Dial&gt;">A&lt;/Say&gt;&lt;Dial&gt;+1900&lt;/Dial&gt;&quot;&apos;\ufffd</Say>',
  )
})

test('a text without a token is read once', () => {
  expect(renderTwiml({ ...call, token: undefined, text: 'Hello <you>.' })).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><Response><Say language="en-US">Hello &lt;you&gt;.</Say></Response>',
  )
})

test('without a written speech the text is read in the voice that the account prefers', () => {
  expect(renderTwiml({ ...call, speech: undefined, text: 'Hello.' })).toBe(
    '<?xml version="1.0" encoding="UTF-8"?><Response><Say>Hello.</Say></Response>',
  )
})
