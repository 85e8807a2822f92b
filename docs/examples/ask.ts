import { countersign } from './client.ts'
import { explain } from './explain.ts'

export interface Visitor {
  readonly authyId: number
  readonly userIp: string
  readonly browser: string
}

/** The password was right: asks the person's authenticator, and where that cannot be, sends a token. */
export async function askForSecondFactor(visitor: Visitor) {
  const { authyId, userIp, browser } = visitor
  const asked = await countersign.approvals.request(authyId, {
    message: 'Log in to Harbour Bank',
    details: { Browser: browser },
    secondsToExpire: 120,
    userIp,
  })
  if (!asked.ok) return await sendToken(visitor, 'sms')
  return { page: 'waiting', uuid: asked.uuid, number: asked.number } as const
}

/** Also behind the link "Send me a code" on the page that waits. */
export async function sendToken({ authyId, userIp }: Visitor, channel: 'sms' | 'call' | 'email') {
  const sent = await countersign.tokens.send(authyId, { channel, userIp })
  if (!sent.ok) return { page: 'problem', text: explain(sent) } as const
  return { page: 'token', text: `We sent a code to ${sent.to}.` } as const
}
