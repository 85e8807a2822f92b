import type { Deps } from '../deps.ts'
import type { App } from '../domain/app.ts'
import type { PhoneFacts } from '../domain/phone-facts.ts'
import { lineTypeOf, type PhoneNumber } from '../domain/phone-number.ts'
import { errorPlace } from '../error-place.ts'

/** As recorded for the sandbox (docs/wire, phone verification). */
const SANDBOX_FACTS: PhoneFacts = { type: 'landline', provider: 'Google Voice', ported: false }

/** What is known of a number: from the look-up that is plugged in, else from the numbering plans, never a guess. */
export async function lookUpPhone(
  deps: Deps,
  app: App,
  phone: PhoneNumber,
): Promise<PhoneFacts | undefined> {
  if (app.plan === 'sandbox') return SANDBOX_FACTS
  if (deps.phoneLookUp === undefined)
    return { type: lineTypeOf(phone), provider: 'unknown', ported: false }
  try {
    return await deps.phoneLookUp(phone)
  } catch (cause) {
    deps.log.warn({ thrown: errorPlace(cause) }, 'the phone look-up failed')
    return undefined
  }
}
