import type { WakeWrite } from '../../store/hot-approvals.ts'
import { timeOrderedId } from '../../store/ids.ts'
import { sendLimits } from '../limits.ts'
import type { HotContext } from './hot-context.ts'
import type { Recipient, SendTokenResult } from './send-input.ts'
import type { Sending, SendingPlan } from './sending.ts'

const ID_BYTES = 10

/** Whoever is at the login page now looks at their phone within this time, or asks again. */
const WAKE_LIFE_MS = 120_000

interface LeftToDevices extends SendingPlan {
  /** Those who are still to be sent a token. */
  readonly recipients: readonly Recipient[]
}

/** Tells the devices of those who have one to show the token, and gives the others back (docs/wire, tokens). */
export async function leaveToDevices(
  { tx, now, random, tell }: HotContext,
  recipients: readonly Recipient[],
  results: SendTokenResult[],
): Promise<LeftToDevices> {
  const wakes: WakeWrite[] = []
  const sendings = new Map<Recipient, Sending>()
  const preferring = recipients.filter(({ input }) => input.preferDevice)
  const found =
    preferring.length === 0
      ? []
      : await tx.loadDevices(preferring.map(({ input }) => input.authyId))
  for (const [index, each] of preferring.entries()) {
    const devices = (found[index] ?? []).filter((device) => device.revokedAt === undefined)
    const [lastUsed] = devices
    if (lastUsed === undefined) continue
    const { input, phone, row } = each
    const { appId, authyId } = input
    const { countryCode, phoneHash } = row
    results[each.place] = { result: 'ignored', phone, countryCode, system: lastUsed.system }
    sendings.set(each, {
      // Counted like sends: past the limit the answer is the same, and nobody's phone buzzes.
      limits: sendLimits({ ...input, phoneHash }),
      refuse() {},
      send() {
        tell({ authyId, at: now, name: 'token-wanted', data: JSON.stringify({ appId }) })
        const id = timeOrderedId(now, random(ID_BYTES))
        for (const device of devices) {
          if (!device.hasPush) continue
          const deadlineAt = now + WAKE_LIFE_MS
          wakes.push({ id: `${id}/${device.id}`, deviceId: device.id, at: now, deadlineAt })
        }
      },
    })
  }
  return {
    recipients: recipients.filter((each) => !sendings.has(each)),
    sendings: [...sendings.values()],
    async write() {
      if (wakes.length > 0) await tx.insertWakes(wakes)
    },
  }
}
