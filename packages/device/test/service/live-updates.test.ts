import { expect, test } from 'vitest'
import type { DeviceEvent } from '@countersign/device'
import { personWithDevice } from './person-with-device.ts'

test('what happens is told as it happens, and what happened meanwhile at the next connection', async () => {
  const { device, ask, store } = await personWithDevice()
  const uuids: string[] = []
  const live: DeviceEvent[] = []
  for await (const event of device.events()) {
    live.push(event)
    if (event.name === 'connected') continue
    // At `hello`, and at the first request, which is dealt with when the loop asks for the next event.
    if (uuids.length < 2) uuids.push((await ask({ message: `Request ${uuids.length}` })).uuid)
    else break
  }
  const [first = '', second = ''] = uuids
  expect(live).toMatchObject([
    { name: 'connected' },
    { name: 'hello', data: { time: expect.any(Number) } },
    { name: 'approval-requested', data: { uuid: first }, id: expect.any(String) },
    { name: 'approval-requested', data: { uuid: second }, id: expect.any(String) },
  ])
  expect(await store.load()).toMatchObject({
    lastEventId: live[2] && 'id' in live[2] && live[2].id,
  })

  await device.deny(await device.approval(first))
  const missed: DeviceEvent[] = []
  for await (const event of device.events()) {
    missed.push(event)
    if (event.name === 'approval-answered') break
  }
  expect(missed.slice(2)).toMatchObject([
    { name: 'approval-requested', data: { uuid: second } },
    { name: 'approval-answered', data: { uuid: first, status: 'denied' } },
  ])
})

test('a device that another one revokes hears of it, forgets everything, and hears no more', async () => {
  const { device, registered, store } = await personWithDevice()
  const other = await registered('Laptop')
  const [, phone] = await other.devices()
  const seen: DeviceEvent[] = []
  for await (const event of device.events()) {
    seen.push(event)
    if (event.name === 'hello') await other.revoke(phone?.id ?? 0)
  }
  expect(seen.at(-1)).toMatchObject({ name: 'device-revoked', data: { deviceId: phone?.id } })
  expect(await store.load()).toBeUndefined()
})
