import type { ServerResponse } from 'node:http'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { describe, expect, it } from 'vitest'
import type { DeviceEvent } from '@countersign/device'
import { type Answer, errorAnswer } from './canned-service.ts'
import { registeredDevice, START } from './device-under-test.ts'

const EVENTS = 'GET /device/v1/events'
const HELLO = `event: hello\ndata: {"time":${START}}\n\n`
const asked = (id: number | string) =>
  `id: ${id}\nevent: approval-requested\ndata: {"uuid":"u${id}"}\n\n`

function opened(response: ServerResponse): ServerResponse {
  response.writeHead(200, { 'content-type': 'text/event-stream' })
  return response
}

/** A connection that says this and ends. */
const says =
  (...pieces: readonly string[]): Answer =>
  (_, response) => {
    opened(response)
    for (const piece of pieces) response.write(piece)
    response.end()
    return undefined
  }

/** Each connection is answered by the next of these; a further one by a test that ends. */
async function listening(...answers: readonly Answer[]) {
  const stop = new AbortController()
  let count = 0
  const made = await registeredDevice({
    [EVENTS]: (heard, response) => {
      const answer = answers[count++]
      if (answer !== undefined) return answer(heard, response)
      stop.abort()
      return undefined
    },
  })
  const heard: DeviceEvent[] = []
  const all = async () => {
    for await (const event of made.device.events(stop.signal)) heard.push(event)
    return heard
  }
  const resumedAfter = () => made.service.heard.map(({ headers }) => headers['last-event-id'])
  return { ...made, stop, heard, all, resumedAfter }
}

const away: Answer = () => errorAnswer(503, 'unavailable')

async function until(isSo: () => boolean): Promise<void> {
  while (!isSo()) await new Promise((resolve) => setImmediate(resolve))
}

describe('live updates', () => {
  it('come by name with their data, between connected and disconnected', async () => {
    const { all, service } = await listening(
      says(
        HELLO,
        ': still here\n\n',
        asked(7),
        'id: 8\nevent: token-wanted\ndata: {"appId":1}\n\n',
      ),
    )
    expect(await all()).toEqual([
      { name: 'connected' },
      { name: 'hello', data: { time: START } },
      { name: 'approval-requested', data: { uuid: 'u7' }, id: '7' },
      { name: 'token-wanted', data: { appId: 1 }, id: '8' },
      { name: 'disconnected' },
    ])
    expect(service.heard[0]?.headers.accept).toBe('text/event-stream')
  })

  it('stay, also when garbage is collected while what waits is fetched first', async () => {
    let stream: ServerResponse | undefined
    const { device, stop } = await listening((_, response) => {
      stream = opened(response)
      stream.flushHeaders()
      return undefined
    })
    setFlagsFromString('--expose-gc')
    // Only a new context has what the flag brings.
    const collect = runInNewContext('gc') as () => void
    const heard: string[] = []
    for await (const { name } of device.events(stop.signal)) {
      heard.push(name)
      if (name === 'connected') {
        for (let round = 0; round < 5; round += 1) {
          collect()
          await new Promise((resolve) => setImmediate(resolve))
        }
        stream?.write(HELLO)
      } else break
    }
    expect(heard).toEqual(['connected', 'hello'])
  })

  it('go on after the last one, over each new connection and each new process', async () => {
    const { all, resumedAfter, store } = await listening(
      says(HELLO, asked(7), asked(8)),
      says(HELLO),
      says(HELLO, asked(9)),
    )
    await all()
    expect(resumedAfter()).toEqual([undefined, '8', '8', '9'])
    expect(await store.load()).toMatchObject({ lastEventId: '9' })
  })

  it('count as dealt with only when the next one is asked for', async () => {
    const { device, store } = await listening(says(HELLO, asked(7), asked(8)))
    for await (const event of device.events()) {
      if (event.name === 'approval-requested' && event.data.uuid === 'u8') break
    }
    expect(await store.load()).toMatchObject({ lastEventId: '7' })
  })

  it('begin anew after a reset', async () => {
    const { all, resumedAfter } = await listening(
      says(HELLO, asked(7)),
      says(HELLO, 'event: reset\ndata: {}\n\n'),
      says(HELLO, 'id: 30\nevent: reset\ndata: {}\n\n'),
    )
    await all()
    expect(resumedAfter()).toEqual([undefined, '7', undefined, '30'])
  })

  it('take the id of a hello too, so that nothing between two connections is lost', async () => {
    const { all, resumedAfter } = await listening(says(`id: 6\n${HELLO}`))
    await all()
    expect(resumedAfter()).toEqual([undefined, '6'])
  })

  it('pass over what they do not know and what is not well formed, and go on after it', async () => {
    const { all, heard, resumedAfter } = await listening(
      says(
        HELLO,
        'id: 1\nevent: invented-later\ndata: {}\n\n',
        'id: 2\nevent: approval-requested\ndata: {"uuid":5}\n\n',
        'id: 3\nevent: apps-changed\ndata: no JSON\n\n',
        'id: 4\nevent: toString\ndata: {}\n\n',
        'id: 5\nevent: apps-changed\ndata: {}\n\n',
      ),
    )
    await all()
    expect(heard.map(({ name }) => name)).toEqual([
      'connected',
      'hello',
      'apps-changed',
      'disconnected',
    ])
    expect(resumedAfter()).toEqual([undefined, '5'])
  })

  it('wait longer after each failure, never longer than a minute, and say once that they are down', async () => {
    const { all, heard, waits } = await listening(
      says(HELLO),
      ...Array.from({ length: 9 }, () => away),
      says(HELLO),
      away,
    )
    await all()
    expect(heard.map(({ name }) => name)).toEqual([
      'connected',
      'hello',
      'disconnected',
      'connected',
      'hello',
      'disconnected',
    ])
    const most = [1, 2, 4, 8, 16, 32, 60, 60, 60, 60, 1, 2].map((seconds) => seconds * 1_000)
    expect(waits.pauses).toHaveLength(most.length)
    for (const [index, pause] of waits.pauses.entries()) {
      const limit = most[index] ?? 0
      expect([pause >= limit / 2, pause <= limit]).toEqual([true, true])
    }
  })

  it('wait as long as a service asks that is asked too often', async () => {
    const { all, waits } = await listening(() =>
      errorAnswer(429, 'too-many', { retryAt: START + 300_000 }),
    )
    await all()
    expect(waits.pauses).toEqual([300_000])
  })

  it('notice that nothing came for a minute, and count every byte as a sign of life', async () => {
    let open: ServerResponse | undefined
    const { all, waits, heard, stop } = await listening(
      (_, response) => {
        open = opened(response)
        open.write(HELLO)
        return undefined
      },
      (_, response) => {
        opened(response).write(HELLO)
        return undefined
      },
    )
    const ended = all()
    await until(() => heard.length === 2)
    const deadlines = () => waits.deadlines.filter((ms) => ms === 60_000).length
    const before = deadlines()
    open?.write(': still here\n\n')
    await until(() => deadlines() > before)
    waits.elapse(60_000)
    await until(() => heard.length === 5)
    expect(heard.map(({ name }) => name)).toEqual([
      'connected',
      'hello',
      'disconnected',
      'connected',
      'hello',
    ])
    stop.abort()
    await ended
  })

  it('do not wait for an answer longer than any request', async () => {
    const { all, waits, heard } = await listening(() => {
      waits.elapse(30_000)
      return undefined
    })
    await all()
    expect(heard).toEqual([{ name: 'disconnected' }])
  })

  it('are none where something answers that is no stream', async () => {
    const { all, heard } = await listening(() => ({ body: 'Welcome to the hotel' }))
    await all()
    expect(heard).toEqual([{ name: 'disconnected' }])
  })

  it('set the clock by hello', async () => {
    const { device, all } = await listening(
      says(`event: hello\ndata: {"time":${START + 90_000}}\n\n`),
    )
    await all()
    expect(device.serverNow()).toBe(START + 90_000)
  })

  it.each([
    [
      'says so',
      says(
        HELLO,
        asked(7),
        'id: 8\nevent: device-revoked\ndata: {"deviceId":1234567}\n\n',
        asked(9),
      ),
    ],
    ['refuses it', (() => errorAnswer(401, 'revoked')) satisfies Answer],
  ])('end when the service has revoked this device and %s', async (_, answer) => {
    const { all, heard, store, device } = await listening(answer)
    await all()
    expect(heard.at(-1)).toMatchObject({ name: 'device-revoked', data: { deviceId: 1_234_567 } })
    expect(await store.load()).toBeUndefined()
    expect(device.state()).toEqual({ status: 'new' })
  })

  it('go on when another device was revoked', async () => {
    const { all, store, resumedAfter } = await listening(
      says(HELLO, 'id: 8\nevent: device-revoked\ndata: {"deviceId":2}\n\n'),
    )
    await all()
    expect(await store.load()).toBeDefined()
    expect(resumedAfter()).toEqual([undefined, '8'])
  })

  it('end when this device signs out elsewhere in the same app', async () => {
    const { device, all, heard, waits } = await listening(says(HELLO))
    waits.onPause = () => void device.signOut()
    await all()
    expect(heard.at(-1)).toEqual({ name: 'disconnected' })
  })

  it('fail where the service does not know the device, and where there is none', async () => {
    const { all, device } = await listening(() => errorAnswer(401, 'unauthorized'))
    await expect(all()).rejects.toMatchObject({ code: 'unauthorized' })
    await device.signOut()
    await expect(all()).rejects.toMatchObject({ code: 'not-registered' })
  })

  it('hang up when nobody listens any more', async () => {
    let closed: Promise<unknown> | undefined
    const { device } = await listening((_, response) => {
      closed = new Promise((resolve) => response.on('close', () => resolve('closed')))
      opened(response).write(HELLO)
      return undefined
    })
    for await (const event of device.events()) if (event.name === 'hello') break
    expect(await closed).toBe('closed')
  })
})
