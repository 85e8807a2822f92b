import { CompactEncrypt, importJWK } from 'jose'
import { describe, expect, it } from 'vitest'
import { createKeys } from '../src/keys.ts'
import { openTokenSecrets } from '../src/token-secrets.ts'

const { agreement } = await createKeys(false)
const other = (await createKeys(false)).agreement.publicJwk
const SECRET = 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ'
const TOKENS = { tokens: [{ appId: 1, secret: SECRET, digits: 7, periodSeconds: 10 }] }

async function sealed(plain: string, alg = 'ECDH-ES', enc = 'A256GCM', to = agreement.publicJwk) {
  return await new CompactEncrypt(new TextEncoder().encode(plain))
    .setProtectedHeader({ alg, enc })
    .encrypt(await importJWK({ ...to }, alg))
}

describe('openTokenSecrets', () => {
  it('opens what was encrypted to the agreement key', async () => {
    const opened = await openTokenSecrets(
      await sealed(JSON.stringify(TOKENS)),
      agreement.privateKey,
    )
    expect(opened).toEqual(TOKENS.tokens)
  })

  it('leaves out fields that it does not know', async () => {
    const more = { tokens: [{ ...TOKENS.tokens[0], colour: 'red' }], more: 1 }
    expect(
      await openTokenSecrets(await sealed(JSON.stringify(more)), agreement.privateKey),
    ).toEqual(TOKENS.tokens)
  })

  it.each([
    [
      'to another key',
      async () => await sealed(JSON.stringify(TOKENS), 'ECDH-ES', 'A256GCM', other),
    ],
    [
      'by another key agreement',
      async () => await sealed(JSON.stringify(TOKENS), 'ECDH-ES+A256KW'),
    ],
    ['by another cipher', async () => await sealed(JSON.stringify(TOKENS), 'ECDH-ES', 'A128GCM')],
    ['with no JSON in it', async () => await sealed(`${SECRET} is no JSON`)],
    ['with no tokens in it', async () => await sealed('{}')],
    [
      'with digits that no token has',
      async () => await sealed(JSON.stringify({ tokens: [{ ...TOKENS.tokens[0], digits: 9 }] })),
    ],
    ['cut short', async () => (await sealed(JSON.stringify(TOKENS))).slice(0, -4)],
    ['not at all', async () => SECRET],
  ])('refuses what was encrypted %s, and repeats nothing of it', async (_, make) => {
    const refused: unknown = await openTokenSecrets(await make(), agreement.privateKey).catch(
      (error: unknown) => error,
    )
    expect(refused).toMatchObject({ name: 'DeviceError', code: 'bad-answer' })
    expect(refused instanceof Error && `${refused.message} ${String(refused.cause)}`).not.toContain(
      SECRET,
    )
  })
})
