import type { Kysely } from 'kysely'
import { ALL_APPS } from '../../domain/operator.ts'
import { recordEvent } from '../../store/counters.ts'
import type { Schema } from '../../store/schema.ts'

/** Who changes something, and from where: what every record of a change names. */
export interface Actor {
  readonly operatorId: number
  readonly ip: string
}

/**
 * Keeps what an operator did, in the transaction that did it.
 *
 * @param event `facts` say what was changed, before and after; never a secret, an address or a whole phone number
 */
export async function recordOperatorEvent(
  tx: Kysely<Schema>,
  { operatorId, ip }: Actor,
  event: {
    readonly kind: `operator_${string}`
    readonly at: number
    /** Where it concerns one app. */
    readonly appId?: number
    /** Where it concerns one person: it then stands in their timeline. */
    readonly authyId?: number
    readonly facts?: Readonly<Record<string, unknown>>
  },
): Promise<void> {
  await recordEvent(tx, {
    appId: event.appId ?? ALL_APPS,
    authyId: event.authyId,
    at: event.at,
    kind: event.kind,
    facts: JSON.stringify({ operatorId, ip, ...event.facts }),
  })
}
