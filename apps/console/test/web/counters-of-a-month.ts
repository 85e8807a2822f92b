import type { Deps } from '@countersign/server'
import {
  ACTIVE_DEVICES,
  ACTIVE_USERS,
  answerTimeName,
  approvalsName,
  convertedName,
  deliveredName,
  latencyName,
  refusedName,
  sendsName,
  sentName,
  verifiedName,
  verifyName,
} from '../../../server/src/domain/counter-names.ts'
import { DAY_MS, HOUR_MS, hourOf } from '../../../server/src/domain/time-span.ts'
import { addCounters } from '../../../server/src/store/counters.ts'

const COUNTRIES = [
  ['US', 60],
  ['DE', 40],
  ['FR', 22],
  ['BR', 15],
  ['ID', 30],
] as const

/** A month of an app as its counters would stand: days and nights, five countries, and one that is flooded now. */
export async function addMonthOfCounters(deps: Deps, appId: number): Promise<void> {
  const now = hourOf(deps.now())
  const rows: { appId: number; hour: number; name: string; by: number }[] = []
  for (let hour = now - 29 * DAY_MS; hour <= now - HOUR_MS; hour += HOUR_MS) {
    const day = 0.35 + 0.65 * Math.sin((((hour / HOUR_MS) % 24) / 24) * Math.PI) ** 2
    let sent = 0
    for (const [country, size] of COUNTRIES) {
      const isFlooded = country === 'ID' && hour >= now - 4 * HOUR_MS
      const sends = Math.round(size * day) * (isFlooded ? 12 : 1)
      const typed = isFlooded ? Math.round(size * 0.1) : Math.round(sends * 0.86)
      const add = (name: string, by: number) => {
        if (by > 0) rows.push({ appId, hour, name, by })
      }
      add(sendsName(country, 'sms'), sends)
      add(verifiedName(country, 'valid', 'sms'), typed)
      add(deliveredName(country, 'sms', 'twilio', 'sent'), sends)
      add(convertedName(country, 'sms', 'twilio'), typed)
      sent += sends
    }
    const some = (name: string, part: number, of = appId) => {
      const by = Math.round(sent * part)
      if (by > 0) rows.push({ appId: of, hour, name, by })
    }
    some(sentName('sms'), 1)
    some(sentName('email'), 0.1)
    some(verifyName('valid'), 0.84)
    some(verifyName('invalid'), 0.07)
    some(verifyName('reused'), 0.01)
    some(approvalsName('asked'), 0.5)
    some(approvalsName('approved'), 0.42)
    some(approvalsName('denied'), 0.03)
    some(ACTIVE_USERS, 0.3)
    some(ACTIVE_DEVICES, 0.2, 0)
    some(refusedName('send/phone'), 0.02)
    some(refusedName('wrong/user'), 0.01)
    for (const seconds of [0.4, 0.7, 1.2, 2.5, 6])
      some(latencyName('sms', 'twilio', seconds * 1_000), 0.2)
    for (const seconds of [4, 8, 15, 60]) some(answerTimeName(seconds * 1_000), 0.1)
  }
  await addCounters(deps.db, rows)
}
