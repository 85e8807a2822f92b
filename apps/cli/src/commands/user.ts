import {
  type Deps,
  findAuthyIdByPhone,
  liftSuspension,
  readUserInAllApps,
} from '@countersign/server'
import { findNamedApp } from '../find-app.ts'
import type { Invocation } from '../invocation.ts'
import { withDeps } from '../open.ts'
import { DONE, failure, type Failure, misuse, type Outcome } from '../outcome.ts'
import { parsePhoneArgument } from '../phone-argument.ts'
import { columns, isoTime, localTime } from '../print.ts'

type Standings = Awaited<ReturnType<typeof readUserInAllApps>>
type Standing = Standings[number]

interface Person {
  readonly result: 'found'
  readonly authyId: number
  readonly standings: Standings
}

export async function showUser({ positionals, print }: Invocation): Promise<Outcome> {
  return await withDeps(print, async (deps) => {
    const person = await findPerson(deps, positionals[0] ?? '')
    if (person.result === 'failed') return person
    const { authyId, standings } = person
    const { phone, devices = [] } = standings[0]?.user ?? {}
    const living = devices.filter(({ revokedAt }) => revokedAt === undefined)
    print.result(
      { authyId, phone, devices: living.map(deviceToJson), apps: standings.map(toJson) },
      [
        columns([['Authy id', String(authyId)], ['Phone', phone ?? ''], ...devicesText(living)]),
        ...standings.map((standing) => toText(standing, deps.now())),
      ].join('\n\n'),
    )
    return DONE
  })
}

export async function unsuspendUser({ positionals, text, print }: Invocation): Promise<Outcome> {
  const idOrName = text('app')
  return await withDeps(print, async (deps) => {
    const person = await findPerson(deps, positionals[0] ?? '')
    if (person.result === 'failed') return person
    const { authyId } = person
    const found = idOrName === undefined ? undefined : await findNamedApp(deps, idOrName)
    if (found?.result === 'failed') return found
    const standings = person.standings.filter(
      ({ appId }) => found === undefined || appId === found.app.id,
    )
    if (standings.length === 0) {
      return failure(
        'The app does not have this user.',
        `\`npx countersign user show ${authyId}\` lists the apps that do.`,
      )
    }
    await liftSuspension(deps, authyId, found?.app.id)
    const wasSuspended = standings.some(({ user }) => user.suspendedAt !== undefined)
    const where = standings.map(({ appName }) => appName).join(', ')
    print.result(
      {
        authyId,
        wasSuspended,
        apps: standings.map(({ appId, appName }) => ({ appId, appName })),
      },
      wasSuspended
        ? `The suspension of user ${authyId} is lifted (${where}).`
        : `User ${authyId} was not suspended; wrong tokens are forgotten (${where}).`,
    )
    return DONE
  })
}

async function findPerson(deps: Deps, idOrPhone: string): Promise<Person | Failure> {
  const isPhone = idOrPhone.trim().startsWith('+')
  const phone = parsePhoneArgument(idOrPhone)
  if (isPhone ? phone === undefined : !/^\d{1,10}$/.test(idOrPhone)) {
    return misuse(
      'Expected an Authy id or a phone number that begins with +, got something else.',
      'Write it as 12345678 or +15551234567.',
    )
  }
  const authyId = phone === undefined ? Number(idOrPhone) : await findAuthyIdByPhone(deps, phone)
  const standings = authyId === undefined ? [] : await readUserInAllApps(deps, authyId)
  // A number would be repeated in whatever keeps this line, so it is not.
  if (authyId === undefined || standings.length === 0) {
    return failure(
      isPhone ? 'No app has a user with this phone number.' : `No app has a user ${idOrPhone}.`,
      'An app registers its users with POST /protected/json/users/new.',
    )
  }
  return { result: 'found', authyId, standings }
}

type Device = Standing['user']['devices'][number]

function deviceToJson({ id, name, system, registeredAt, registeredVia, lastSeenAt }: Device) {
  return {
    id,
    name,
    system,
    registeredAt: isoTime(registeredAt),
    registeredVia,
    lastSeenAt: isoTime(lastSeenAt),
  }
}

function devicesText(devices: readonly Device[]): readonly (readonly [string, string])[] {
  if (devices.length === 0) return [['Devices', 'none']]
  return devices.map(({ name, system, lastSeenAt }, index) => [
    index === 0 ? 'Devices' : '',
    `${name} (${system}), last seen ${localTime(lastSeenAt)}`,
  ])
}

function toJson({ appId, appName, user }: Standing) {
  return {
    appId,
    appName,
    email: user.email ?? null,
    registeredAt: isoTime(user.createdAt),
    confirmedAt: isoTime(user.confirmedAt),
    wrongTokens: user.wrongTokens,
    nextAttemptAt: user.nextAttemptAt === 0 ? null : isoTime(user.nextAttemptAt),
    suspendedAt: isoTime(user.suspendedAt),
    pushesSinceSuccess: user.pushesSinceSuccess,
    pushesPausedAt: isoTime(user.pushesPausedAt),
  }
}

function toText({ appId, appName, user }: Standing, now: number): string {
  const state =
    user.suspendedAt !== undefined
      ? `suspended since ${localTime(user.suspendedAt)}; lift it with \`npx countersign user unsuspend ${user.authyId}\``
      : user.nextAttemptAt > now
        ? `must wait until ${localTime(user.nextAttemptAt)} after wrong tokens`
        : 'may verify'
  return [
    `  In ${appName} (app ${appId})`,
    columns([
      ['  State', state],
      ['  E-mail', user.email ?? 'none'],
      ['  Registered', localTime(user.createdAt)],
      [
        '  First token',
        user.confirmedAt === undefined ? 'none verified yet' : localTime(user.confirmedAt),
      ],
      ['  Wrong tokens', `${user.wrongTokens} since the last right one`],
      [
        '  Approvals',
        user.pushesPausedAt === undefined
          ? `${user.pushesSinceSuccess} asked for since the last success`
          : `paused since ${localTime(user.pushesPausedAt)}: the person said "this was not me"; \`user unsuspend\` ends it`,
      ],
    ]),
  ].join('\n')
}
