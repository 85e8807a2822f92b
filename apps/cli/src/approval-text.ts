import type { ApprovalBody } from '@countersign/device'
import { columns, isoTime, localTime, printableLine } from './print.ts'

/**
 * An approval with everything that an answer to it signs. What the app says stands below what the
 * service says, and deeper: a detail that is called "From" must not pass for the line of that name.
 */
export function approvalText(approval: ApprovalBody): string {
  const { uuid, app, message, details, requestedAt, requestedFrom, expiresAt } = approval
  return [
    `${printableLine(app.name)} asks: ${printableLine(message)}`,
    columns([
      ['Request', printableLine(uuid)],
      ['App', `${printableLine(app.name)} (${app.id})`],
      ['Asked', localTime(requestedAt)],
      ['From', requestedFrom === null ? 'unknown' : printableLine(requestedFrom)],
      ['Expires', expiresAt === null ? 'never' : localTime(expiresAt)],
      ['State', stateText(approval)],
    ]),
    ...(details.length === 0
      ? []
      : [
          '  The app says:',
          columns(
            details.map(([name, value]) => [`  ${printableLine(name)}`, printableLine(value)]),
          ),
        ]),
  ].join('\n')
}

export function approvalJson(approval: ApprovalBody) {
  return {
    ...approval,
    requestedAt: isoTime(approval.requestedAt),
    expiresAt: isoTime(approval.expiresAt),
    answeredAt: isoTime(approval.answeredAt),
  }
}

function stateText({ status, needsNumber, answeredAt, answeredBy, notMe }: ApprovalBody): string {
  if (status === 'pending') {
    return needsNumber ? 'pending; to approve it takes the number on the login page' : 'pending'
  }
  const by = answeredBy === null ? '' : ` on ${printableLine(answeredBy.name)}`
  const when = answeredAt === null ? '' : `, ${localTime(answeredAt)}`
  return `${status}${by}${when}${notMe ? '; it was not you' : ''}`
}
