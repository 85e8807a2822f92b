import { compactVerify, importJWK } from 'jose'
import { describe, expect, test } from 'vitest'
import { otherThan, personWithDevice } from './person-with-device.ts'

describe('an approval', () => {
  test('is shown as the app asked, approved with the number, and proven by what was signed', async () => {
    const { server, device, ask, read } = await personWithDevice()
    await server.set('numberMatching', 'true')
    const { uuid, number } = await ask()
    const [shown] = await device.approvals()
    if (shown === undefined) throw new Error('Nothing is pending.')
    expect(shown).toMatchObject({
      uuid,
      message: 'Login requested',
      details: [
        ['Location', 'Ayr'],
        ['1', 'one'],
      ],
      needsNumber: true,
      status: 'pending',
    })
    await expect(device.approve(shown, { number: otherThan(number) })).rejects.toMatchObject({
      code: 'wrong-number',
      triesLeft: 2,
    })
    const approved = await device.approve(shown, { number })
    expect(approved).toMatchObject({ status: 'approved', answeredBy: { name: 'Phone' } })
    expect(await device.approval(uuid)).toEqual(approved)

    const { status, signed_answer: proof } = await read(uuid)
    expect(status).toBe('approved')
    const { statement, public_key: key } = proof as { statement: string; public_key: object }
    const { payload } = await compactVerify(statement, await importJWK({ ...key }, 'ES256'))
    expect(JSON.parse(new TextDecoder().decode(payload))).toMatchObject({
      uuid,
      message: 'Login requested',
      details: shown.details,
      answer: 'approved',
      number,
    })
  })

  test('that was shown otherwise than it was asked is refused, whatever was changed', async () => {
    const { device, ask, read } = await personWithDevice()
    const { uuid } = await ask()
    const shown = await device.approval(uuid)
    const changes = {
      message: { message: 'Harmless' },
      details: { details: [['Location', 'Home']] as const },
      app: { app: { ...shown.app, name: 'Bank' } },
      requestedAt: { requestedAt: shown.requestedAt + 1 },
      requestedFrom: { requestedFrom: '203.0.113.7' },
    }
    for (const [field, change] of Object.entries(changes)) {
      await expect(device.approve({ ...shown, ...change })).rejects.toMatchObject({
        code: 'altered',
        field: expect.stringContaining(field),
      })
    }
    expect(await read(uuid)).toMatchObject({ status: 'pending' })
  })

  test('is answered once, and not after its time', async () => {
    const { server, device, registered, ask } = await personWithDevice()
    const other = await registered('Laptop')
    const shown = await device.approval((await ask()).uuid)
    await other.deny(shown)
    await expect(device.approve(shown)).rejects.toMatchObject({
      code: 'not-pending',
      approvalStatus: 'denied',
      authyCode: '60079',
    })
    const late = await device.approval((await ask({ seconds_to_expire: '30' })).uuid)
    server.clock.advance(31_000)
    await expect(device.approve(late)).rejects.toMatchObject({ code: 'expired' })
    expect(await device.approvals()).toEqual([])
    await expect(device.approval('018bcfe5-6800-7000-8000-000000000001')).rejects.toMatchObject({
      code: 'not-found',
    })
  })

  test('that was somebody else pauses the pushes until the person resumes them', async () => {
    const { server, device, ask } = await personWithDevice()
    await device.syncApps()
    const past = await device.approval((await ask()).uuid)
    const shown = await device.approval((await ask({ message: 'Again' })).uuid)
    await device.deny(past)
    expect(await device.deny(shown, { notMe: true })).toMatchObject({
      status: 'denied',
      notMe: true,
    })
    expect(await device.reportNotMe(past.uuid)).toMatchObject({ notMe: true })
    const [app] = await device.syncApps()
    expect(app?.pushesPausedAt).toBe(server.clock.now())
    await device.resume(app?.id ?? 0)
    expect((await device.syncApps())[0]?.pushesPausedAt).toBeNull()
  })

  test('of the past is read page by page, newest first', async () => {
    const { server, device, ask } = await personWithDevice()
    const uuids: string[] = []
    for (let count = 0; count < 5; count += 1) {
      const { uuid } = await ask({ message: `Request ${count}` })
      await device.deny(await device.approval(uuid))
      uuids.unshift(uuid)
      server.clock.advance(1_000)
    }
    const first = await device.approvals({ status: 'past', limit: 2 })
    const second = await device.approvals({ status: 'past', limit: 3, before: first[1]?.uuid })
    expect([...first, ...second].map(({ uuid }) => uuid)).toEqual(uuids)
  })
})
