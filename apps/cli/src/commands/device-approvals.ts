import { type Device, DeviceError, type DeviceToken } from '@countersign/device'
import { approvalJson, approvalText } from '../approval-text.ts'
import type { Invocation } from '../invocation.ts'
import { withRegisteredDevice } from '../open-device.ts'
import { DONE, failure, misuse, type Outcome } from '../outcome.ts'
import { isoTime, printableLine, type Printer } from '../print.ts'
import { askTerminal, isTerminal } from '../terminal.ts'

const NUMBER = /^\d{2}$/
const YES = /^y(?:es)?$/i
const DEFAULT_LIMIT = 20
const MOST_APPROVALS = 100

export async function showTokens(invocation: Invocation): Promise<Outcome> {
  const { print } = invocation
  return await withRegisteredDevice(invocation, async ({ device, server }) => {
    await syncOrNote(device, server, print)
    const tokens = device.tokens()
    if (tokens.length === 0) print.text('No app of yours has tokens on this device.')
    for (const token of tokens) {
      print.result(tokenJson(token), tokenText(token, device.serverNow()))
    }
    return DONE
  })
}

/** Tokens need no network; what was synced before is as good as ever. */
async function syncOrNote(device: Device, server: string, print: Printer): Promise<void> {
  try {
    await device.syncApps()
  } catch (error) {
    const isAway =
      error instanceof DeviceError && (error.code === 'offline' || error.code === 'unavailable')
    if (!isAway) throw error
    print.note(`The service at ${server} did not answer: these are the apps of the last time.`)
  }
}

export async function showApprovals(invocation: Invocation): Promise<Outcome> {
  const { text, isSet, print } = invocation
  const isPast = isSet('past')
  const limit = text('limit') ?? String(DEFAULT_LIMIT)
  if (!/^\d{1,3}$/.test(limit) || Number(limit) < 1 || Number(limit) > MOST_APPROVALS) {
    return misuse(
      `Expected a whole number from 1 to ${MOST_APPROVALS} for --limit, got ${JSON.stringify(limit)}.`,
      'Leave it out for the last 20.',
    )
  }
  return await withRegisteredDevice(invocation, async ({ device }) => {
    const approvals = await device.approvals(
      isPast ? { status: 'past', limit: Number(limit), before: text('before') } : {},
    )
    if (approvals.length === 0) print.text(isPast ? 'There is none.' : 'Nothing is pending.')
    for (const approval of approvals) {
      print.result(approvalJson(approval), `${approvalText(approval)}\n`)
    }
    return DONE
  })
}

export async function approve(invocation: Invocation): Promise<Outcome> {
  const { positionals, text, isSet, print } = invocation
  const typed = text('number')
  if (typed !== undefined && !NUMBER.test(typed)) {
    return misuse(
      `Expected two digits for --number, got ${JSON.stringify(typed)}.`,
      'They stand on the login page.',
    )
  }
  return await withRegisteredDevice(invocation, async ({ device }) => {
    const approval = await device.approval(positionals[0] ?? '')
    // What is signed is what this prints. It may not be what was read before, so whoever can is asked.
    print.text(approvalText(approval))
    const isPending = approval.status === 'pending'
    const isAsked = isPending && isTerminal(print) && !isSet('yes')
    const needsNumber = isPending && approval.needsNumber && typed === undefined
    if (needsNumber && !isAsked) {
      return misuse(
        'Expected --number with the two digits that the login page shows, got none.',
        'If no login page of yours shows a number, deny it.',
      )
    }
    const said = isAsked
      ? await askTerminal(needsNumber ? 'The number on the login page: ' : 'Approve this? [y/N] ')
      : ''
    if (isAsked && !(needsNumber ? NUMBER : YES).test(said)) {
      return failure('Nothing was approved.', 'It waits until it expires, or until you deny it.')
    }
    const number = needsNumber ? said : typed
    const approved = await device.approve(approval, { number })
    print.result(approvalJson(approved), 'Approved.')
    return DONE
  })
}

export async function deny(invocation: Invocation): Promise<Outcome> {
  const { positionals, isSet, print } = invocation
  const notMe = isSet('not-me')
  return await withRegisteredDevice(invocation, async ({ device }) => {
    const approval = await device.approval(positionals[0] ?? '')
    print.text(approvalText(approval))
    // Who finds out later that it was somebody else can say so later.
    const isPast = approval.status !== 'pending'
    const denied =
      isPast && notMe
        ? await device.reportNotMe(approval.uuid)
        : await device.deny(approval, { notMe })
    print.result(
      approvalJson(denied),
      `${isPast ? 'Reported' : 'Denied'}${notMe ? ': the app is told that it was not you, and its pushes pause' : ''}.`,
    )
    return DONE
  })
}

export function tokenJson(token: DeviceToken) {
  return {
    ...token,
    validFrom: isoTime(token.validFrom),
    validUntil: isoTime(token.validUntil),
  }
}

export function tokenText(token: DeviceToken, serverNow: number): string {
  const seconds = Math.ceil((token.validUntil - serverNow) / 1_000)
  return `${token.token}  ${printableLine(token.appName)}  (${seconds} s left, then ${token.next})`
}
