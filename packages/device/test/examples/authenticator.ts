import { type ApprovalBody, type Device, DeviceError } from '@countersign/device'

export interface Screen {
  readonly askCode: (digits: number) => Promise<string>
  /** Shows every detail, and the field for the number where `needsNumber` is true. */
  readonly askApproval: (
    approval: ApprovalBody,
  ) => Promise<{ readonly isApproved: boolean; readonly number?: string }>
  readonly say: (text: string) => void
}

/** Minute 3: the person's phone number, and the code that comes. */
export async function registerPerson(device: Device, screen: Screen, phone: string) {
  const { codeDigits } = await device.register({
    phone,
    via: 'sms',
    name: "Ana's phone",
    system: 'android',
    version: '1.0.0',
  })
  await device.complete(await screen.askCode(codeDigits))
}

/** Minute 5: tokens, which need no network once the apps are synced. */
export async function showTokens(device: Device, screen: Screen) {
  await device.syncApps()
  for (const { appName, token, validUntil } of device.tokens()) {
    const seconds = Math.ceil((validUntil - device.serverNow()) / 1_000)
    screen.say(`${appName}: ${token}, ${seconds} s left`)
  }
}

/** Minute 7: whatever is asked, as it is asked, until `signal` ends it. */
export async function answerApprovals(device: Device, screen: Screen, signal: AbortSignal) {
  for await (const event of device.events(signal)) {
    switch (event.name) {
      case 'connected':
      case 'approval-requested':
        for (const approval of await device.approvals()) await answer(device, screen, approval)
        break
      case 'disconnected':
        screen.say('No connection: trying again.')
        break
      case 'apps-changed':
        await device.syncApps()
        break
      default:
      // Nothing that this app shows.
    }
  }
}

async function answer(device: Device, screen: Screen, approval: ApprovalBody) {
  const { isApproved, number } = await screen.askApproval(approval)
  try {
    // The very object that was shown: it is what gets signed.
    if (isApproved) await device.approve(approval, { number })
    else await device.deny(approval)
  } catch (error) {
    if (!(error instanceof DeviceError)) throw error
    screen.say(`It did not work: ${error.code}.`)
  }
}
