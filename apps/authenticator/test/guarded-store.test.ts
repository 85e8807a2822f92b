import { memoryStore, openDevice, type StoredDevice } from '@countersign/device'
import { expect, test } from 'vitest'
import type { Drawer } from '../src/app/database.ts'
import { guardedStore } from '../src/app/guarded-store.ts'
import { openVault } from '../src/app/vault.ts'

function memoryDrawer(): Drawer {
  const values = new Map<string, unknown>()
  return {
    get: async (name) => values.get(name),
    async change(puts, deletes = []) {
      for (const [name, value] of Object.entries(puts)) values.set(name, value)
      for (const name of deletes) values.delete(name)
    },
  }
}

async function storedDevice(): Promise<StoredDevice> {
  const pair = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, false, [
    'sign',
    'verify',
  ])
  const key = {
    privateKey: pair.privateKey,
    publicJwk: { kty: 'EC', crv: 'P-256', x: 'x', y: 'y' },
  } as const
  return {
    baseUrl: 'https://2fa.example.test',
    keys: { signing: key, agreement: key },
    registration: {
      status: 'pending',
      registration: {
        id: '1',
        via: 'sms',
        status: 'pending',
        codeDigits: 6,
        number: null,
        resendAt: 0,
        expiresAt: 1,
      },
    },
    phone: null,
    apps: [],
    sealedTokens: 'sealed tokens',
    lastEventId: null,
    clockOffsetMs: 0,
  }
}

test('what makes the tokens is behind the lock, and the rest of the device is not', async () => {
  const [inner, drawer] = [memoryStore(), memoryDrawer()]
  const vault = await openVault(drawer, () => 0)
  const store = guardedStore(inner, vault)
  const stored = await storedDevice()
  await store.save(stored)
  expect((await inner.load())?.sealedTokens).toBeNull()
  expect(await store.load()).toEqual(stored)
  await vault.setPin('246810')
  expect(await store.load()).toEqual(stored)
  vault.close()
  expect((await store.load())?.sealedTokens).toBeNull()
})

test('a device opens from it, and leaves nothing when it goes', async () => {
  const [inner, drawer] = [memoryStore(), memoryDrawer()]
  const vault = await openVault(drawer, () => 0)
  const store = guardedStore(inner, vault)
  await store.save(await storedDevice())
  const device = await openDevice({ baseUrl: 'https://2fa.example.test', store })
  expect(device.state().status).toBe('registering')
  await device.cancelRegistration()
  expect([await inner.load(), await vault.read('tokens')]).toEqual([undefined, ''])
})
