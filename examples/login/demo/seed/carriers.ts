import type { Chance } from './chance.ts'

/** As a provider of the service looks from here. */
interface Message {
  readonly to: string
}

interface Carrier {
  readonly name: string
  readonly channels: readonly ('sms' | 'call' | 'email')[]
  readonly deliver: (message: Message) => Promise<Delivered>
  readonly check: () => Promise<undefined>
}

type Delivered =
  | { readonly status: 'sent'; readonly providerMessageId: string | undefined }
  | { readonly status: 'failed'; readonly reason: string }
  | { readonly status: 'refused'; readonly reason: string }

/** Carriers that take their time, by the clock of the demonstration, and sometimes fail. */
export function seedCarriers(chance: Chance, advance: (milliseconds: number) => void) {
  const carrier = (
    name: string,
    channels: Carrier['channels'],
    [least, most]: readonly [number, number],
    failing: number,
  ): Carrier => ({
    name,
    channels,
    async deliver({ to }) {
      advance(chance.between(least, most))
      if (chance.is(failing)) return { status: 'failed', reason: `${name}: no answer in time` }
      // One of them is a number that was given up.
      if (to.endsWith('38')) return { status: 'refused', reason: `${name}: 21614` }
      return { status: 'sent', providerMessageId: undefined }
    },
    check: async () => undefined,
  })
  const twilio = carrier('twilio', ['sms', 'call'], [350, 2_400], 0.02)
  const gateway = carrier('http', ['sms', 'call', 'email'], [600, 5_200], 0.05)
  const mail = carrier('smtp', ['email'], [120, 900], 0.01)
  return { sms: [twilio, gateway], call: [twilio], email: [mail] }
}
