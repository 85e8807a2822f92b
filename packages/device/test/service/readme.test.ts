import { expect, test } from 'vitest'
import { newestToken, PHONE } from '../../../../apps/server/test/routes/person.ts'
import {
  answerApprovals,
  registerPerson,
  type Screen,
  showTokens,
} from '../examples/authenticator.ts'
import { personWithDevice } from './person-with-device.ts'

test('the authenticator of the README registers, shows a token, approves and denies', async () => {
  const { server, authyId, open, ask, read } = await personWithDevice()
  await server.set('numberMatching', 'true')
  const stop = new AbortController()
  const said: string[] = []
  const numbers = new Map<string, string>()
  const screen: Screen = {
    askCode: async () => await newestToken(server),
    say: (text) => said.push(text),
    async askApproval({ uuid, message }) {
      // Both were answered once the second one is.
      if (message === 'Bad') stop.abort()
      return { isApproved: message === 'Good', number: numbers.get(uuid) ?? '' }
    },
  }
  const device = await open()
  await registerPerson(device, screen, PHONE)
  await showTokens(device, screen)
  const [, token = ''] = /^Acme: (\d{7}), \d+ s left$/.exec(said[0] ?? '') ?? []
  expect((await server.call(`GET /verify/${token}/${authyId}?force=true`)).status).toBe(200)

  const bad = await ask({ message: 'Bad' })
  const good = await ask({ message: 'Good' })
  for (const { uuid, number } of [bad, good]) numbers.set(uuid, number)
  await answerApprovals(device, screen, stop.signal)
  expect(await read(good.uuid)).toMatchObject({ status: 'approved' })
  expect(await read(bad.uuid)).toMatchObject({ status: 'denied' })
  expect(said).toHaveLength(1)
})
