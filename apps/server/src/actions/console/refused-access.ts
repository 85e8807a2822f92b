import type { Deps } from '../../deps.ts'
import { ALL_APPS } from '../../domain/operator.ts'
import { recordEvent } from '../../store/counters.ts'
import type { SignedIn } from './sessions.ts'

/** Keeps that an operator reached past their rights: a mistake of theirs, of ours, or somebody else at their desk. */
export async function recordRefusedAccess(
  deps: Deps,
  operator: Pick<SignedIn, 'operatorId'>,
  {
    route,
    appId,
    ip,
  }: { readonly route: string; readonly appId: number | undefined; readonly ip: string },
): Promise<void> {
  const { operatorId } = operator
  await recordEvent(deps.db, {
    appId: appId ?? ALL_APPS,
    authyId: undefined,
    at: deps.now(),
    kind: 'operator_refused',
    facts: JSON.stringify({ operatorId, route, ip }),
  })
}
