import { countersign } from './client.ts'

/** For people who have an authenticator app of somebody else's: a picture to scan, within ten minutes. */
export async function showQrCode(authyId: number, email: string) {
  const made = await countersign.users.createQrSecret(authyId, { label: email })
  return made.ok ? made.qrCodeUrl : undefined
}
