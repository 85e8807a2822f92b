import {
  ALL_APPS,
  allApps,
  findOperatorIdByEmail,
  inviteOperator,
  listOperators,
  type OneTimeLink,
  parseEmailAddress,
  renewWayIn,
  type Role,
  ROLES,
} from '@countersign/server'
import type { Invocation } from '../invocation.ts'
import { withDeps } from '../open.ts'
import { DONE, failure, misuse, type Outcome } from '../outcome.ts'
import { isoTime, localTime, printableLine, type Printer } from '../print.ts'

export async function inviteAnOperator({ text, print }: Invocation): Promise<Outcome> {
  const typed = text('email')
  const email = typed === undefined ? undefined : parseEmailAddress(typed)
  if (typed !== undefined && email === undefined)
    return misuse(
      `Expected an e-mail address after --email, got ${JSON.stringify(typed)}.`,
      'Write it in full, as anna@example.com.',
    )
  const role = text('role') ?? 'owner'
  if (!isRole(role))
    return misuse(
      `Expected owner, operator or support as --role, got ${JSON.stringify(role)}.`,
      'Write one of the three.',
    )
  return await withDeps(print, async (deps) => {
    const known = email === undefined ? undefined : await findOperatorIdByEmail(deps, email)
    if (known !== undefined) {
      const link = await renewWayIn(deps, undefined, known)
      if (link === undefined)
        return failure(
          `The operator ${email} is disabled.`,
          'An owner enables them in the console; without one, invite another address.',
        )
      printLink(print, link, { operatorId: known, email: email ?? null, role: null })
      return DONE
    }
    const grants = [{ appId: ALL_APPS, role }]
    const invited = await inviteOperator(deps, undefined, { email, grants })
    if (invited.result !== 'invited')
      return failure('Somebody became this operator just now.', 'Run it again.')
    printLink(print, invited.link, { operatorId: null, email: email ?? null, role })
    return DONE
  })
}

export async function listAllOperators({ print }: Invocation): Promise<Outcome> {
  return await withDeps(print, async (deps) => {
    const names = new Map((await allApps(deps)).map(({ id, name }) => [id, name]))
    let after = 0
    for (;;) {
      const page = await listOperators(deps, { after, limit: 100 })
      if (page.items.length === 0 && after === 0)
        print.text('There is no operator yet: `npx countersign operator invite` makes a link.')
      for (const { id, email, name, grants, disabledAt, createdAt, lastSeenAt } of page.items) {
        const roles = grants.map(({ appId, role }) =>
          appId === ALL_APPS ? role : `${role} of ${names.get(appId) ?? appId}`,
        )
        print.result(
          {
            operatorId: id,
            email,
            name,
            grants,
            createdAt: isoTime(createdAt),
            lastSeenAt: isoTime(lastSeenAt),
            disabledAt: isoTime(disabledAt),
          },
          printableLine(
            `${id}  ${email}  ${name}  ${roles.join(', ')}${disabledAt === undefined ? '' : '  disabled'}`,
          ),
        )
      }
      if (page.next === undefined) return DONE
      after = page.next
    }
  })
}

function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text)
}

function printLink(
  print: Printer,
  { url, expiresAt }: OneTimeLink,
  facts: {
    readonly operatorId: number | null
    readonly email: string | null
    readonly role: Role | null
  },
): void {
  print.result(
    { url, expiresAt: isoTime(expiresAt), ...facts },
    [
      facts.operatorId === null
        ? `A one-time link for a new ${facts.role}:`
        : `A one-time link by which ${facts.email} sets up password or passkey anew:`,
      `  ${url}`,
      `It works once, until ${localTime(expiresAt)}.`,
    ].join('\n'),
  )
}
