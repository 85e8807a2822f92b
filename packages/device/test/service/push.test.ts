import { expect, test } from 'vitest'
import { personWithDevice } from './person-with-device.ts'

test('a device says where to push, with the key of the service, and ends it', async () => {
  const { device } = await personWithDevice()
  // An uncompressed point of P-256: 65 bytes that begin with 4.
  expect((await device.about()).vapidPublicKey).toMatch(/^B[\w-]{86}$/)
  const subscription = {
    endpoint: 'https://push.example.com/1',
    // A point of P-256 and sixteen bytes, as RFC 8291 §5 has them.
    keys: {
      p256dh:
        'BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4',
      auth: 'BTBZMqHH6r4Tts7J_aSIgg',
    },
  }
  await device.setPush(subscription)
  expect(await device.refresh()).toMatchObject({ hasPush: true })
  await device.setPush(undefined)
  expect(await device.refresh()).toMatchObject({ hasPush: false })
})
