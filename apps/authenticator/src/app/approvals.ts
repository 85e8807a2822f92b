import type { ApprovalBody } from '@countersign/wire'

/** How an approval stands, for the person. Also one that ran out while nobody told us. */
export type Standing = 'pending' | 'approved' | 'denied' | 'expired'

export function standingOf(
  approval: Pick<ApprovalBody, 'status' | 'expiresAt'>,
  serverNow: number,
): Standing {
  const { status, expiresAt } = approval
  if (status !== 'pending') return status
  return expiresAt !== null && serverNow >= expiresAt ? 'expired' : 'pending'
}

/** Pending ones, the newest first, which is the one that the person has just caused. */
export function waitingOf(
  approvals: readonly ApprovalBody[],
  serverNow: number,
): readonly ApprovalBody[] {
  return approvals
    .filter((approval) => standingOf(approval, serverNow) === 'pending')
    .toSorted((a, b) => b.requestedAt - a.requestedAt)
}

/** Where it was answered, if that was not here. */
export function answeredElsewhere(
  approval: Pick<ApprovalBody, 'answeredBy'>,
  ownDeviceId: number | undefined,
): string | undefined {
  const { answeredBy } = approval
  return answeredBy === null || answeredBy.id === ownDeviceId ? undefined : answeredBy.name
}

/** A newer state of one approval in place of the one that is there, or in front of all. */
export function withApproval(
  approvals: readonly ApprovalBody[],
  changed: ApprovalBody,
): readonly ApprovalBody[] {
  return approvals.some(({ uuid }) => uuid === changed.uuid)
    ? approvals.map((approval) => (approval.uuid === changed.uuid ? changed : approval))
    : [changed, ...approvals]
}

/** Approvals by the day they were asked on, in the time zone of this device. */
export function groupByDay(
  approvals: readonly ApprovalBody[],
): readonly { readonly day: number; readonly approvals: readonly ApprovalBody[] }[] {
  const groups = new Map<number, ApprovalBody[]>()
  for (const approval of approvals) {
    const day = new Date(approval.requestedAt).setHours(0, 0, 0, 0)
    groups.set(day, [...(groups.get(day) ?? []), approval])
  }
  return Array.from(groups, ([day, approvals]) => ({ day, approvals }))
}

/** The app's logo: the one it named as default, else the first. */
export function logoOf(approval: Pick<ApprovalBody, 'logos'>): string | undefined {
  const { logos } = approval
  return (logos.find(({ res }) => res === 'default') ?? logos[0])?.url
}

/** Two digits, as the login page shows them. */
export function isNumber(text: string): boolean {
  return /^\d{2}$/.test(text)
}
