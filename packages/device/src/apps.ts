import type { AppsBody, DeviceAppBody } from '@countersign/wire'
import { readAbout, readApps, readNothing } from './answers.ts'
import { ask } from './request.ts'
import { requireRegistered, type Session } from './session.ts'
import { openTokenSecrets } from './token-secrets.ts'

/** docs/device-protocol.md, "Apps and their tokens". */

/** Fetches the apps and their secrets, and the time: a token by a wrong clock is a wrong token. */
export async function syncApps(session: Session): Promise<readonly DeviceAppBody[]> {
  const { keys } = requireRegistered(session)
  const [{ apps, tokens }] = await Promise.all([fetchApps(session), learnTime(session)])
  // Before it replaces what opens: an answer that this device cannot read changes nothing.
  if (tokens !== null) await openTokenSecrets(tokens, keys.agreement.privateKey)
  await session.change((stored) => ({ ...stored, apps, sealedTokens: tokens }))
  return apps
}

async function fetchApps(session: Session): Promise<AppsBody> {
  return await ask(session, { method: 'GET', path: '/device/v1/apps', read: readApps })
}

export async function learnTime(session: Session) {
  const before = session.now()
  const about = await ask(session, {
    method: 'GET',
    path: '/device/v1/about',
    signer: 'nobody',
    read: readAbout,
  })
  // Somewhere between asking and hearing, the service looked at its clock.
  await session.learnTime(about.time, (before + session.now()) / 2)
  return about
}

export async function resume(session: Session, appId: number): Promise<void> {
  const path = `/device/v1/apps/${appId}/resume`
  await ask(session, { method: 'POST', path, read: readNothing })
  await session.change((stored) => ({
    ...stored,
    apps: stored.apps.map((app) => (app.id === appId ? { ...app, pushesPausedAt: null } : app)),
  }))
}
