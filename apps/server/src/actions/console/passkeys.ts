import type {
  AuthenticationResponseJSON,
  PublicKeyCredentialCreationOptionsJSON,
  PublicKeyCredentialRequestOptionsJSON,
  RegistrationResponseJSON,
} from '@simplewebauthn/server'
import type { Deps } from '../../deps.ts'
import { operatorEmailHash } from './operator-email.ts'
import { CHALLENGE_LIFE_MS, claimChallenge, recordChallenge } from './challenges.ts'

/** With the first passkey: a tenth of what the service is made of. */
const loadWebAuthn = async () => await import('@simplewebauthn/server')

const RP_NAME = 'Countersign'

/** EdDSA, ES256, RS256 (RFC 9053 §2, RFC 8812 §2): what authenticators have. Left to itself the library asks Node for more, which warns. */
const ALGORITHMS = [-8, -7, -257]

/** Where passkeys belong, and the origins that may use them. */
export interface RelyingParty {
  readonly id: string
  readonly origins: readonly string[]
}

/**
 * The host that PUBLIC_URL names. An address is no host for passkeys (WebAuthn §5.1.2): on loopback
 * `localhost` stands in; any other address has none, and the answer is undefined.
 */
export function readRelyingParty(publicUrl: string): RelyingParty | undefined {
  const { protocol, hostname, port, origin } = new URL(publicUrl)
  if (hostname === '127.0.0.1' || hostname === '[::1]') {
    const at = port === '' ? '' : `:${port}`
    return { id: 'localhost', origins: [`${protocol}//localhost${at}`] }
  }
  const isAddress = hostname.startsWith('[') || /^[\d.]+$/.test(hostname)
  return isAddress ? undefined : { id: hostname, origins: [origin] }
}

/** Who gets a passkey: an operator, or whoever opened a one-time link. */
export type PasskeyOwner =
  | { readonly operatorId: number; readonly email: string; readonly name: string }
  | { readonly invitationHash: string; readonly email: string; readonly name: string }

/** What the browser needs to make a passkey; undefined where the service's address allows none. */
export async function beginPasskey(
  deps: Deps,
  owner: PasskeyOwner,
): Promise<PublicKeyCredentialCreationOptionsJSON | undefined> {
  const party = readRelyingParty(deps.settings.publicUrl)
  if (party === undefined) return undefined
  const known = 'operatorId' in owner ? await listPasskeyIds(deps, owner.operatorId) : []
  const { generateRegistrationOptions } = await loadWebAuthn()
  const options = await generateRegistrationOptions({
    rpName: RP_NAME,
    rpID: party.id,
    userName: owner.email,
    userDisplayName: owner.name,
    // The same for each passkey of an operator, so that a device keeps one and not several.
    userID: Uint8Array.from(Buffer.from(operatorEmailHash(deps, owner.email), 'base64url')),
    challenge: Uint8Array.from(deps.random(32)),
    timeout: CHALLENGE_LIFE_MS,
    excludeCredentials: known.map((id) => ({ id })),
    supportedAlgorithmIDs: ALGORITHMS,
    authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
  })
  await recordChallenge(deps, options.challenge, subjectOf(owner))
  return options
}

export interface NewPasskey {
  readonly id: string
  readonly publicKey: string
  readonly signCount: number
  readonly transports: string
}

/** A passkey that a browser made in answer to `beginPasskey`; undefined where anything of it is not right. */
export async function verifyNewPasskey(
  deps: Deps,
  owner: PasskeyOwner,
  response: unknown,
): Promise<NewPasskey | undefined> {
  const party = readRelyingParty(deps.settings.publicUrl)
  if (party === undefined) return undefined
  try {
    const { verifyRegistrationResponse } = await loadWebAuthn()
    const { verified, registrationInfo } = await verifyRegistrationResponse({
      // Whatever shape it has: the library throws at what is none of this.
      response: response as RegistrationResponseJSON,
      expectedChallenge: (challenge) => claimChallenge(deps, challenge, subjectOf(owner)),
      expectedOrigin: [...party.origins],
      expectedRPID: party.id,
      requireUserVerification: true,
      supportedAlgorithmIDs: ALGORITHMS,
    })
    if (!verified) return undefined
    const { credential } = registrationInfo
    return {
      id: credential.id,
      publicKey: Buffer.from(credential.publicKey).toString('base64url'),
      signCount: credential.counter,
      transports: JSON.stringify(credential.transports ?? []),
    }
  } catch (error) {
    deps.log.info({ reason: reasonOf(error) }, 'a passkey was not accepted')
    return undefined
  }
}

/** Keeps a new passkey; false where somebody has it already. */
export async function insertPasskey(
  { db, now }: Pick<Deps, 'db' | 'now'>,
  operatorId: number,
  name: string,
  passkey: NewPasskey,
): Promise<boolean> {
  const inserted = await db
    .insertInto('operator_passkeys')
    .values({
      id: passkey.id,
      operator_id: operatorId,
      name,
      public_key: passkey.publicKey,
      sign_count: passkey.signCount,
      transports: passkey.transports,
      created_at: now(),
    })
    .onConflict((conflict) => conflict.column('id').doNothing())
    .returning('id')
    .executeTakeFirst()
  return inserted !== undefined
}

/** What the browser needs to find a passkey of ours, whoever's: nobody has typed an address. */
export async function beginPasskeySignIn(
  deps: Deps,
): Promise<PublicKeyCredentialRequestOptionsJSON | undefined> {
  const party = readRelyingParty(deps.settings.publicUrl)
  if (party === undefined) return undefined
  const { generateAuthenticationOptions } = await loadWebAuthn()
  const options = await generateAuthenticationOptions({
    rpID: party.id,
    challenge: Uint8Array.from(deps.random(32)),
    timeout: CHALLENGE_LIFE_MS,
    userVerification: 'required',
  })
  await recordChallenge(deps, options.challenge, { purpose: 'passkey-sign-in' })
  return options
}

/** Whose passkey answered `beginPasskeySignIn`; undefined where anything of it is not right. */
export async function verifyPasskey(
  deps: Deps,
  response: { readonly id: string },
): Promise<{ readonly operatorId: number } | undefined> {
  const party = readRelyingParty(deps.settings.publicUrl)
  const passkey = await deps.db
    .selectFrom('operator_passkeys')
    .select([
      'id',
      'operator_id as operatorId',
      'public_key as publicKey',
      'sign_count as signCount',
    ])
    .where('id', '=', response.id)
    .executeTakeFirst()
  if (party === undefined || passkey === undefined) return undefined
  try {
    const { verifyAuthenticationResponse } = await loadWebAuthn()
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      // Whatever shape it has: the library throws at what is none of this.
      response: response as AuthenticationResponseJSON,
      expectedChallenge: (challenge) =>
        claimChallenge(deps, challenge, { purpose: 'passkey-sign-in' }),
      expectedOrigin: [...party.origins],
      expectedRPID: party.id,
      requireUserVerification: true,
      credential: {
        id: passkey.id,
        publicKey: Uint8Array.from(Buffer.from(passkey.publicKey, 'base64url')),
        counter: passkey.signCount,
      },
    })
    if (!verified) return undefined
    const { newCounter } = authenticationInfo
    const used = await deps.db
      .updateTable('operator_passkeys')
      .set({ sign_count: newCounter, last_used_at: deps.now() })
      .where('id', '=', passkey.id)
      // A copy of the key answers with a count that was seen (WebAuthn §6.1.1); 0 is of those that do not count.
      .where((eb) =>
        newCounter === 0 ? eb('sign_count', '=', 0) : eb('sign_count', '<', newCounter),
      )
      .returning('id')
      .executeTakeFirst()
    return used === undefined ? undefined : { operatorId: passkey.operatorId }
  } catch (error) {
    deps.log.info({ reason: reasonOf(error) }, 'a passkey was not accepted')
    return undefined
  }
}

async function listPasskeyIds({ db }: Deps, operatorId: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('operator_passkeys')
    .select('id')
    .where('operator_id', '=', operatorId)
    .execute()
  return rows.map((row) => row.id)
}

function subjectOf(owner: PasskeyOwner) {
  return 'operatorId' in owner
    ? ({ purpose: 'passkey-add', operatorId: owner.operatorId } as const)
    : ({ purpose: 'passkey-welcome', invitationHash: owner.invitationHash } as const)
}

/** The library quotes what came, which may be anything: its first words are enough to look for. */
function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message.replaceAll(/"[^"]*"/g, '"…"').slice(0, 100) : ''
}
