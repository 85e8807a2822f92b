import { createServer } from 'node:http'
import openDatabase from 'better-sqlite3'
import { betterAuth } from 'better-auth'
import { symmetricEncrypt } from 'better-auth/crypto'
import { getMigrations } from 'better-auth/db/migration'
import { toNodeHandler } from 'better-auth/node'
import { twoFactor } from 'better-auth/plugins/two-factor'
import {
  PEER_ORIGIN,
  PEER_SECRET,
  peerChallenge,
  peerSecretOf,
  peerUserId,
} from './peer-account.ts'

/** Challenges that are to be there before the next load. */
export interface PeerOrder {
  readonly from: number
  readonly until: number
}

const USERS = Number(process.env['PEER_USERS'])
const CHALLENGE_LIFE_MS = 3_600_000

/** better-auth as its guide has it, on SQLite, with what would keep it from answering at full speed off. */
const db = openDatabase(process.env['PEER_DATABASE'] ?? '')
db.pragma('journal_mode = WAL')
const auth = betterAuth({
  database: db,
  baseURL: PEER_ORIGIN,
  secret: PEER_SECRET,
  // Three verifications in ten seconds of an address; the load comes from one.
  rateLimit: { enabled: false },
  // Else each verify looks through all challenges for old ones, and there are many more here than people ever have open.
  verification: { disableCleanup: true },
  telemetry: { enabled: false },
  logger: { disabled: true },
  plugins: [twoFactor()],
})

const { adapter, internalAdapter } = await auth.$context
await (await getMigrations(auth.options)).runMigrations()

/** Nothing of the seeding needs to survive a power cut; everything that is measured does. */
async function seeding(work: () => Promise<void>): Promise<void> {
  db.pragma('synchronous = OFF')
  await work()
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.pragma('synchronous = FULL')
}

await seeding(async () => {
  for (let index = 0; index < USERS; index++) await seedUser(index)
})

/** Through its own adapter. No password: nobody signs in here, so none is hashed. */
async function seedUser(index: number): Promise<void> {
  const now = new Date()
  const id = peerUserId(index)
  await adapter.create({
    model: 'user',
    forceAllowId: true,
    data: {
      id,
      name: `Person ${index}`,
      email: `person-${index}@example.com`,
      emailVerified: true,
      twoFactorEnabled: true,
      createdAt: now,
      updatedAt: now,
    },
  })
  await adapter.create({
    model: 'twoFactor',
    data: {
      userId: id,
      secret: await symmetricEncrypt({ key: PEER_SECRET, data: peerSecretOf(index) }),
      backupCodes: '',
      verified: true,
    },
  })
}

/** As its sign-in leaves them behind once the password was right. */
async function seedChallenge(position: number): Promise<void> {
  const expiresAt = new Date(Date.now() + CHALLENGE_LIFE_MS)
  const identifier = peerChallenge(position)
  await internalAdapter.createVerificationValue({
    identifier,
    value: peerUserId(position % USERS),
    expiresAt,
  })
  await internalAdapter.createVerificationValue({
    identifier: `2fa-attempts-${identifier}`,
    value: '0',
    expiresAt,
  })
}

const answer = toNodeHandler(auth)
const server = createServer((request, response) => void answer(request, response))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 })
})
process.on('message', (asked: PeerOrder | 'as-it-is') => {
  if (asked === 'as-it-is') {
    process.send?.({ memory: process.memoryUsage() })
    return
  }
  void seeding(async () => {
    for (let position = asked.from; position < asked.until; position++)
      await seedChallenge(position)
  }).then(() => process.send?.({ seeded: asked.until }))
})
process.on('disconnect', () => process.exit(0))
