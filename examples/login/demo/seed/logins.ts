import { e164, type Member, newestToken, type Scene } from './scene.ts'

const USUAL_CHANNELS = ['sms', 'sms', 'sms', 'sms', 'sms', 'call', 'email'] as const

export async function logIn(scene: Scene, member: Member): Promise<void> {
  const { bank, chance, clock } = scene
  if (member.device !== undefined && chance.is(0.85)) return await approve(scene, member)
  const channel = chance.oneOf(USUAL_CHANNELS)
  const way = channel === 'sms' && chance.is(0.5) ? 'push' : channel
  const sent = await bank.tokens.send(member.authyId, { channel: way })
  if (!sent.ok || sent.channel === 'push') return
  await scene.settled()
  clock.advance(chance.between(6_000, 50_000))
  if (chance.is(0.06)) return
  const token = await newestToken(scene, channel === 'email' ? member.email : e164(member))
  if (chance.is(0.08)) {
    await bank.tokens.verify(member.authyId, '0000000')
    clock.advance(chance.between(4_000, 15_000))
  }
  await bank.tokens.verify(member.authyId, token)
  if (chance.is(0.02)) await bank.tokens.verify(member.authyId, token)
}

async function approve(scene: Scene, member: Member): Promise<void> {
  const { bank, chance, clock } = scene
  const isTransfer = chance.is(0.2)
  const asked = await bank.approvals.request(member.authyId, {
    message: isTransfer ? 'Send money' : 'Log in to Harbour Bank',
    details: isTransfer
      ? {
          Amount: `${chance.between(20, 900)}.00 €`,
          To: chance.oneOf(['Rent', 'Garage', 'Aunt May']),
        }
      : { Place: member.city, Browser: member.browser },
    hiddenDetails: { session: `s-${chance.between(10_000, 99_999)}` },
    secondsToExpire: 300,
  })
  if (!asked.ok) return
  clock.advance(chance.between(3_000, 45_000))
  if (chance.is(0.05)) return
  const [approval] = (await member.device?.approvals()) ?? []
  if (approval === undefined || member.device === undefined) return
  if (chance.is(0.04)) await member.device.deny(approval)
  else await member.device.approve(approval, { number: asked.number })
}

export async function verifyPhone(scene: Scene, { countryCode, phone }: Member): Promise<void> {
  const { clinic, chance, clock } = scene
  const channel = chance.is(0.8) ? 'sms' : 'call'
  const started = await clinic.phones.startVerification({ countryCode, phone, channel })
  if (!started.ok) return
  await scene.settled()
  clock.advance(chance.between(8_000, 60_000))
  const code = chance.is(0.1) ? '0000' : await newestToken(scene, `+${countryCode}${phone}`)
  await clinic.phones.checkVerification({ countryCode, phone, code })
}
