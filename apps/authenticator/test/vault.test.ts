import { expect, test } from 'vitest'
import type { Drawer } from '../src/app/database.ts'
import { pinDelay } from '../src/app/pin-delay.ts'
import { openVault } from '../src/app/vault.ts'

const PIN = '246810'

/** IndexedDB as far as the vault knows it: all of a change or none. */
function memoryDrawer(): Drawer & { readonly values: Map<string, unknown> } {
  const values = new Map<string, unknown>()
  return {
    values,
    get: async (name) => values.get(name),
    async change(puts, deletes = []) {
      for (const [name, value] of Object.entries(puts)) values.set(name, value)
      for (const name of deletes) values.delete(name)
    },
  }
}

function isReadable(key: unknown): boolean {
  return key instanceof CryptoKey && key.extractable
}

test('without a lock it opens by itself, with a key that no script can read', async () => {
  const drawer = memoryDrawer()
  const vault = await openVault(drawer, () => 0)
  await vault.write('accounts', 'a secret')
  expect(isReadable(drawer.values.get('key'))).toBe(false)
  expect(JSON.stringify(drawer.values.get('accounts'))).not.toContain('secret')
  const again = await openVault(drawer, () => 0)
  expect([again.hasLock(), await again.read('accounts')]).toEqual([false, 'a secret'])
})

test('with a PIN it holds no key, and only the PIN opens it', async () => {
  const drawer = memoryDrawer()
  const vault = await openVault(drawer, () => 0)
  await vault.write('accounts', 'a secret')
  await vault.write('tokens', 'another')
  await vault.setPin(PIN)
  expect(drawer.values.has('key')).toBe(false)
  expect(await vault.read('accounts')).toBe('a secret')

  const again = await openVault(drawer, () => 0)
  expect([again.hasLock(), again.isOpen()]).toEqual([true, false])
  await expect(again.read('accounts')).rejects.toThrow('locked')
  await expect(again.write('accounts', '')).rejects.toThrow('locked')
  expect((await again.unlock('000000')).result).toBe('wrong')
  expect(again.isOpen()).toBe(false)
  expect(await again.unlock(PIN)).toEqual({ result: 'open' })
  expect([await again.read('accounts'), await again.read('tokens')]).toEqual([
    'a secret',
    'another',
  ])
  again.close()
  await expect(again.read('accounts')).rejects.toThrow('locked')
})

test('wrong PINs cost time, more of it each time, over a reload too', async () => {
  const drawer = memoryDrawer()
  let now = 1_000
  const vault = await openVault(drawer, () => now)
  await vault.setPin(PIN)
  for (const delay of [0, 0, 0, 30_000]) {
    expect(await vault.unlock('111111')).toEqual({ result: 'wrong', waitUntil: now + delay })
  }
  const again = await openVault(drawer, () => now)
  expect(await again.unlock(PIN)).toEqual({ result: 'wait', waitUntil: now + 30_000 })
  now += 30_000
  expect((await again.unlock('111111')).result).toBe('wrong')
  now += 60_000
  expect(await again.unlock(PIN)).toEqual({ result: 'open' })
  // The count begins anew.
  expect(await again.unlock('111111')).toEqual({ result: 'wrong', waitUntil: now })
})

test('another PIN, and none, keep what is inside', async () => {
  const drawer = memoryDrawer()
  const vault = await openVault(drawer, () => 0)
  await vault.write('accounts', 'a secret')
  await vault.setPin(PIN)
  await vault.setPin('135790')
  expect((await vault.unlock(PIN)).result).toBe('wrong')
  expect((await vault.unlock('135790')).result).toBe('open')
  await vault.setPin(undefined)
  const again = await openVault(drawer, () => 0)
  expect([again.hasLock(), await again.read('accounts')]).toEqual([false, 'a secret'])
  expect(drawer.values.has('lock')).toBe(false)
})

test('a passkey opens it beside the PIN, until it is taken off', async () => {
  const drawer = memoryDrawer()
  const vault = await openVault(drawer, () => 0)
  await vault.write('accounts', 'a secret')
  await vault.setPin(PIN)
  const passkey = { id: Uint8Array.of(1, 2), salt: new Uint8Array(32) }
  const secret = new Uint8Array(32).fill(7)
  expect((await vault.addPasskey('000000', passkey, secret)).result).toBe('wrong')
  expect(await vault.addPasskey(PIN, passkey, secret)).toEqual({ result: 'open' })

  const again = await openVault(drawer, () => 0)
  expect(again.passkey()).toMatchObject(passkey)
  expect(await again.unlockWithPasskey(new Uint8Array(32))).toBe(false)
  expect(await again.unlockWithPasskey(secret)).toBe(true)
  expect(await again.read('accounts')).toBe('a secret')
  await again.removePasskey()
  expect(await again.unlockWithPasskey(secret)).toBe(false)
  expect((await again.unlock(PIN)).result).toBe('open')
})

test('a tab with the former key writes nothing over what another tab sealed', async () => {
  const drawer = memoryDrawer()
  const vault = await openVault(drawer, () => 0)
  await vault.write('accounts', 'a secret')
  const other = await openVault(drawer, () => 0)
  await other.setPin(PIN)
  await expect(vault.read('accounts')).rejects.toThrow('does not open')
  await expect(vault.write('accounts', 'lost')).rejects.toThrow('another key')
  expect(await other.read('accounts')).toBe('a secret')
})

test('the wait after wrong PINs grows to an hour and stays there', () => {
  expect([1, 2, 3, 4, 5, 6, 7, 8, 50].map(pinDelay)).toEqual(
    [0, 0, 0, 30, 60, 300, 900, 3_600, 3_600].map((seconds) => seconds * 1_000),
  )
})
