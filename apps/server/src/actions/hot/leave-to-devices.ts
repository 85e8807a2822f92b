import type { DeviceRow } from '../../store/hot-approvals.ts'
import { timeOrderedId } from '../../store/ids.ts'
import { sendLimits } from '../limits.ts'
import { raiseLimits } from './counting.ts'
import type { Recipient, SendTokenResult } from './send-input.ts'
import type { HotContext } from './hot-context.ts'

const ID_BYTES = 10

/** Whoever is at the login page now looks at their phone within this time, or asks again. */
const WAKE_LIFE_MS = 120_000

/** Tells the devices of those who have one to show the token, and gives the others back (docs/wire, tokens). */
export async function leaveToDevices(
  context: HotContext,
  recipients: readonly Recipient[],
  results: SendTokenResult[],
): Promise<readonly Recipient[]> {
  const preferring = recipients.filter(({ input }) => input.preferDevice)
  if (preferring.length === 0) return recipients
  const found = await context.tx.loadDevices(preferring.map(({ input }) => input.authyId))
  const ignored = new Map<Recipient, readonly DeviceRow[]>()
  for (const [index, each] of preferring.entries()) {
    const devices = (found[index] ?? []).filter((device) => device.revokedAt === undefined)
    const [lastUsed] = devices
    if (lastUsed === undefined) continue
    ignored.set(each, devices)
    const { phone, row } = each
    const { countryCode } = row
    results[each.place] = { result: 'ignored', phone, countryCode, system: lastUsed.system }
  }
  await askForTokens(context, ignored)
  return recipients.filter((each) => !ignored.has(each))
}

/** Counted like sends: past the limit the answer is the same, and nobody's phone buzzes. */
async function askForTokens(
  { tx, now, random, tell }: HotContext,
  ignored: ReadonlyMap<Recipient, readonly DeviceRow[]>,
): Promise<void> {
  if (ignored.size === 0) return
  const limits = [...ignored.keys()].map(({ input, row }) =>
    sendLimits({ ...input, phoneHash: row.phoneHash }),
  )
  const exceededLimits = await raiseLimits(tx, limits, now)
  const asked = [...ignored].filter((_, index) => exceededLimits[index] === undefined)
  for (const [{ input }] of asked) {
    const { appId, authyId } = input
    tell({ authyId, at: now, name: 'token-wanted', data: JSON.stringify({ appId }) })
  }
  const wakes = asked.flatMap(([, devices]) => {
    const id = timeOrderedId(now, random(ID_BYTES))
    return devices
      .filter((device) => device.hasPush)
      .map((device) => ({
        id: `${id}/${device.id}`,
        deviceId: device.id,
        at: now,
        deadlineAt: now + WAKE_LIFE_MS,
      }))
  })
  if (wakes.length > 0) await tx.insertWakes(wakes)
}
