import { PNG } from 'pngjs'
import { afterAll, afterEach, describe, expect, test } from 'vitest'

import { QR_THREAD } from '../../src/places.ts'
import { createQrRenderer } from '../../src/qr/render-qr-png.ts'
import { scan } from './scan.ts'

/** As long as they get: a long issuer, an address as label, a secret of 32 bytes. */
const OTPAUTH =
  'otpauth://totp/Wood%20%26%20Co%20Login:anna.longname%40mail.example.com' +
  '?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQGEZA&issuer=Wood%20%26%20Co%20Login'

const ofService = createQrRenderer(QR_THREAD)
afterAll(() => ofService.close())

async function drawn(text: string, size: number) {
  const png = await ofService.render({ text, size })
  if (png === undefined) throw new Error(`expected ${text.length} characters to fit ${size} pixels`)
  return PNG.sync.read(Buffer.from(png), { checkCRC: true })
}

describe('a QR code', () => {
  test.each([64, 65, 100, 127, 128, 200, 256, 300, 319, 320])(
    'of %i pixels has that size and reads back',
    async (size) => {
      const picture = await drawn(OTPAUTH, size)
      expect([picture.width, picture.height]).toEqual([size, size])
      expect(scan(picture)).toBe(OTPAUTH)
    },
  )

  test('has every size from 64 to 320', async () => {
    const sizes = Array.from({ length: 257 }, (_, index) => 64 + index)
    const pictures = await Promise.all(
      sizes.map((size) => ofService.render({ text: OTPAUTH, size })),
    )
    const headers = pictures.map((png) => {
      const bytes = Buffer.from(png ?? [])
      return [bytes.subarray(1, 4).toString(), bytes.readUInt32BE(16), bytes.readUInt32BE(20)]
    })
    expect(headers).toEqual(sizes.map((size) => ['PNG', size, size]))
  })

  test('keeps every script', async () => {
    const text = 'otpauth://totp/木材:Жанна?secret=GEZDGNBV'
    expect(scan(await drawn(text, 256))).toBe(text)
  })

  test.each([
    ['more than any QR code holds', 'x'.repeat(2954), 320],
    ['more than these pixels hold', 'x'.repeat(400), 64],
    ['no text', '', 256],
    ['no whole number of pixels', 'x', 64.5],
    ['a picture larger than any page shows', 'x', 100_000],
    ['a picture smaller than any QR code', 'x', 20],
  ])('%s is undefined', async (_, text, size) => {
    expect(await ofService.render({ text, size })).toBeUndefined()
  })
})

describe('the thread', () => {
  const renderer = createQrRenderer(new URL('./worker-that-dies.ts', import.meta.url))
  const render = (text: string) => renderer.render({ text, size: 64 })
  afterEach(() => renderer.close())

  test('leaves the event loop free', async () => {
    let turns = 0
    const turn = () => {
      turns += 1
      next = setImmediate(turn)
    }
    let next = setImmediate(turn)
    const requests = Array.from({ length: 20 }, () => ({ text: OTPAUTH, size: 320 }))
    await Promise.all(requests.map((request) => ofService.render(request)))
    clearImmediate(next)
    // On the loop itself the pictures would have been done before its first turn.
    expect(turns).toBeGreaterThan(20)
  })

  test('that throws fails those who wait, and the next request starts another', async () => {
    const waiting = [render('hang'), render('throw')]
    for (const one of waiting) {
      await expect(one).rejects.toMatchObject({
        message: 'The thread that draws QR codes stopped',
        cause: { message: 'out of ink' },
      })
    }
    expect(await render('again')).toEqual(new Uint8Array(Buffer.from('again')))
  })

  test('that exits is replaced too', async () => {
    await expect(render('exit')).rejects.toThrow('stopped')
    expect(await render('again')).toEqual(new Uint8Array(Buffer.from('again')))
  })

  test('closed fails those who wait, and the next request starts another', async () => {
    const waiting = render('hang')
    const closed = renderer.close()
    await expect(waiting).rejects.toThrow('stopped')
    await closed
    expect(await render('again')).toEqual(new Uint8Array(Buffer.from('again')))
  })
})
