import {
  chmodSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { openDevice } from '@countersign/device'
import { fileStore } from '@countersign/device/node'
import { DEVICE } from './bodies.ts'
import { registeredDevice, verified } from './device-under-test.ts'

function folder(): string {
  const made = mkdtempSync(join(tmpdir(), 'countersign-device-'))
  onTestFinished(() => rmSync(made, { recursive: true, force: true }))
  return made
}

const modeOf = (path: string) => statSync(path).mode & 0o777

describe('a file store', () => {
  it('keeps a device, whose keys then sign as before, for its owner alone', async () => {
    const path = join(folder(), 'new', 'device.json')
    const { options, service } = await registeredDevice(
      { 'GET /device/v1/devices': { body: { devices: [DEVICE] } } },
      { store: fileStore(path) },
    )
    expect(modeOf(path)).toBe(0o600)
    expect(modeOf(join(path, '..'))).toBe(0o700)
    expect(readdirSync(join(path, '..'))).toEqual(['device.json'])

    const opened = await openDevice({ ...options, store: fileStore(path) })
    expect(opened.state()).toEqual({
      status: 'registered',
      device: DEVICE,
      phone: '+1 XXX-XXX-XX02',
    })
    await opened.devices()
    const { d: _, ...publicJwk } = JSON.parse(readFileSync(path, 'utf8')).signingKey
    const { header } = await verified(service.heard[0]?.headers.authorization, publicJwk)
    expect(header).toMatchObject({ kid: '1234567' })
  })

  it('holds nothing before, and nothing after', async () => {
    const path = join(folder(), 'device.json')
    expect(await fileStore(path).load()).toBeUndefined()
    await fileStore(path).clear()
    const { device } = await registeredDevice({}, { store: fileStore(path) })
    await device.signOut()
    expect(readdirSync(join(path, '..'))).toEqual([])
  })

  it('leaves the file as it was when a save fails, and nothing beside it', async () => {
    const path = join(folder(), 'device.json')
    const store = fileStore(path)
    const { store: other } = await registeredDevice({}, { store })
    const before = readFileSync(path, 'utf8')
    const stored = await other.load()
    if (stored === undefined) throw new Error('Nothing was stored.')
    // A key that cannot be exported cannot be written, which is found out in the middle of it.
    const { privateKey } = await crypto.subtle.generateKey(
      { name: 'ECDSA', namedCurve: 'P-256' },
      false,
      ['sign', 'verify'],
    )
    const signing = { ...stored.keys.signing, privateKey }
    await expect(store.save({ ...stored, keys: { ...stored.keys, signing } })).rejects.toThrow(
      /extractable/,
    )
    expect(readFileSync(path, 'utf8')).toBe(before)
    expect(readdirSync(join(path, '..'))).toEqual(['device.json'])
    const blocked = fileStore(join(path, 'device.json'))
    await expect(blocked.save(stored)).rejects.toThrow(/EEXIST|ENOTDIR/)
    expect(readFileSync(path, 'utf8')).toBe(before)
  })

  it('is never half written: whoever looks while it is saved finds one of the two', async () => {
    const path = join(folder(), 'device.json')
    const store = fileStore(path)
    const { store: other } = await registeredDevice({}, { store })
    const stored = await other.load()
    if (stored === undefined) throw new Error('Nothing was stored.')
    const saves = Array.from({ length: 20 }, (_, index) =>
      store.save({ ...stored, lastEventId: String(index).repeat(2_000) }),
    )
    const looks = Array.from({ length: 40 }, () => fileStore(path).load())
    await Promise.all(saves)
    for (const seen of await Promise.all(looks))
      expect(seen?.registration).toEqual(stored.registration)
    expect(readdirSync(join(path, '..'))).toEqual(['device.json'])
  })

  it('refuses a file that others may read, and one that is none, without repeating it', async () => {
    const path = join(folder(), 'device.json')
    await registeredDevice({}, { store: fileStore(path) })
    chmodSync(path, 0o640)
    await expect(fileStore(path).load()).rejects.toMatchObject({
      code: 'bad-store',
      message: expect.stringContaining('chmod 600'),
    })
    const whole = readFileSync(path, 'utf8')
    const { d } = JSON.parse(whole).signingKey
    for (const text of [
      '',
      '{}',
      whole.slice(0, -40),
      whole.replace('"format": 1', '"format": 2'),
    ]) {
      writeFileSync(path, text)
      chmodSync(path, 0o600)
      const error: unknown = await fileStore(path)
        .load()
        .catch((error: unknown) => error)
      expect(error).toMatchObject({ name: 'DeviceError', code: 'bad-store', cause: undefined })
      expect(String(error)).not.toContain(d)
    }
  })
})
