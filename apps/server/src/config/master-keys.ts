import { createSecretKey } from 'node:crypto'

import type { MasterKey } from '../store/vault.ts'

import type { Kind } from './reader.ts'

/** AES-256. */
const KEY_BYTES = 32

/** The id of a key that was given without one, so that it can go on as the old one in a ring. */
const LONE_KEY_ID = '1'

/** `key`, or a ring `id:key,id:key` of which the first seals and all of them open. */
export const masterKeys: Kind<readonly MasterKey[]> = {
  expected:
    '32 bytes in base64 or hex (openssl rand -base64 32), or several as id:key,id:key with ids that differ',
  parse: (text) => {
    const keys = text.split(',').map(parseOne)
    const found = keys.filter((key) => key !== undefined)
    const isEachIdOnce = new Set(found.map(({ id }) => id)).size === keys.length
    return isEachIdOnce ? found : undefined
  },
  isSecret: true,
}

function parseOne(text: string): MasterKey | undefined {
  const [, id = LONE_KEY_ID, encoded = ''] =
    /^\s*(?:([A-Za-z0-9_-]{1,16}):)?(\S+)\s*$/.exec(text) ?? []
  const bytes = decode(encoded)
  return bytes?.length === KEY_BYTES ? { id, key: createSecretKey(bytes) } : undefined
}

function decode(text: string): Buffer | undefined {
  // Hex first: 64 hex digits are also base64, but of 48 bytes.
  if (/^[0-9a-f]{64}$/i.test(text)) return Buffer.from(text, 'hex')
  if (/^[A-Za-z0-9+/_-]+={0,2}$/.test(text)) return Buffer.from(text, 'base64')
  return undefined
}
