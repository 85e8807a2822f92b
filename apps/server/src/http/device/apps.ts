import type { AppsBody, TokenSecrets } from '@countersign/wire'
import { CompactEncrypt } from 'jose'
import { readOwnDevice } from '../../actions/devices/change-devices.ts'
import { type DeviceApp, resumePushes, syncApps } from '../../actions/devices/sync-apps.ts'
import type { AuthenticatedDevice } from './authenticate.ts'
import { listAppsDescription, resumePushesDescription } from './describe/apps.ts'
import { importPublicKey } from './public-key.ts'
import {
  answer,
  type DeviceAnswer,
  type DeviceRequest,
  type DeviceRoute,
  idPart,
  refuse,
} from './route.ts'

export const APP_ROUTES: readonly DeviceRoute[] = [
  { method: 'GET', path: '/apps', body: undefined, act: list, description: listAppsDescription },
  {
    method: 'POST',
    path: '/apps/:id/resume',
    body: undefined,
    act: resume,
    description: resumePushesDescription,
  },
]

async function list(
  { deps }: DeviceRequest<unknown>,
  device: AuthenticatedDevice,
): Promise<DeviceAnswer> {
  const own = await readOwnDevice(deps, device.id)
  if (own === undefined) return refuse({ code: 'not-found' })
  const apps = await syncApps(deps, device)
  const body: AppsBody = {
    apps: apps.map(({ id, name, logoUrl, token, pushesPausedAt }) => ({
      id,
      name,
      logoUrl: logoUrl ?? null,
      hasToken: token !== undefined,
      pushesPausedAt: pushesPausedAt ?? null,
    })),
    tokens: await sealTokens(apps, own.device.agreementKey),
  }
  return answer(body)
}

/** Readable by this device alone, whatever stands between it and us (docs/device-protocol.md, tokens). */
async function sealTokens(
  apps: readonly DeviceApp[],
  agreementKey: string,
): Promise<string | null> {
  const secrets: TokenSecrets = {
    tokens: apps.flatMap(({ id, token }) => (token === undefined ? [] : [{ appId: id, ...token }])),
  }
  if (secrets.tokens.length === 0) return null
  const imported = await importPublicKey(JSON.parse(agreementKey), 'ECDH-ES')
  if (imported === undefined) throw new Error('A device has an agreement key that is none.')
  return await new CompactEncrypt(new TextEncoder().encode(JSON.stringify(secrets)))
    .setProtectedHeader({ alg: 'ECDH-ES', enc: 'A256GCM' })
    .encrypt(imported.key)
}

async function resume(
  { deps, http }: DeviceRequest<unknown>,
  device: AuthenticatedDevice,
): Promise<DeviceAnswer> {
  const outcome = await resumePushes(deps, device.authyId, idPart(http))
  return outcome === 'resumed' ? answer({}) : refuse({ code: 'not-found' })
}
