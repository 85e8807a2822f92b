import {
  type AboutBody,
  type ApprovalBody,
  type AppsBody,
  type DeviceAppBody,
  type DeviceBody,
  DEVICE_SYSTEMS,
  type DeviceEvents,
  type OwnDeviceBody,
  type PublicJwk,
  type RegistrationBody,
  type RegistrationRequestBody,
  type RegistrationVia,
  type ShownDetail,
  type TokenSecrets,
} from '@countersign/wire'
import {
  listOf,
  oneOf,
  orNull,
  type Read,
  readFlag,
  readText,
  readWholeNumber,
  record,
} from './shape.ts'

/** What the service answers, read field by field (docs/device-protocol.md). */

export type TokenSecret = TokenSecrets['tokens'][number]

const readVia = oneOf<RegistrationVia>(['sms', 'call', 'device'])

export const readPublicJwk = record<PublicJwk>({
  kty: oneOf(['EC']),
  crv: oneOf(['P-256']),
  x: readText,
  y: readText,
})

export const readAbout = record<AboutBody>({
  service: readText,
  time: readWholeNumber,
  vapidPublicKey: readText,
})

export const readDevice = record<DeviceBody>({
  id: readWholeNumber,
  name: readText,
  system: oneOf(DEVICE_SYSTEMS),
  version: readText,
  registeredAt: readWholeNumber,
  registeredVia: readVia,
  lastSeenAt: readWholeNumber,
  isThis: readFlag,
})

export const readOwnDevice = record<OwnDeviceBody>({
  device: readDevice,
  phone: readText,
  hasPush: readFlag,
})

const readRegistrationWithoutDevice = record<Omit<RegistrationBody, 'device'>>({
  id: readText,
  via: readVia,
  status: oneOf(['pending', 'complete', 'refused', 'expired']),
  codeDigits: readWholeNumber,
  number: orNull(readText),
  resendAt: readWholeNumber,
  expiresAt: readWholeNumber,
})

export const readRegistration: Read<RegistrationBody> = (value, at) => {
  const registration = readRegistrationWithoutDevice(value, at)
  const device =
    typeof value === 'object' && value !== null && 'device' in value ? value.device : undefined
  return device === undefined || device === null
    ? registration
    : { ...registration, device: readDevice(device, `${at}.device`) }
}

export const readRegistrationRequest = record<RegistrationRequestBody>({
  id: readText,
  name: readText,
  system: oneOf(DEVICE_SYSTEMS),
  requestedAt: readWholeNumber,
  requestedFrom: orNull(readText),
  expiresAt: readWholeNumber,
})

export const readApp = record<DeviceAppBody>({
  id: readWholeNumber,
  name: readText,
  logoUrl: orNull(readText),
  hasToken: readFlag,
  pushesPausedAt: orNull(readWholeNumber),
})

export const readApps = record<AppsBody>({ apps: listOf(readApp), tokens: orNull(readText) })

export const readTokenSecrets = record<TokenSecrets>({
  tokens: listOf(
    record<TokenSecret>({
      appId: readWholeNumber,
      secret: readText,
      // Those that RFC 4226 §5.3 knows.
      digits: oneOf([6, 7, 8]),
      periodSeconds: readWholeNumber,
    }),
  ),
})

const readDetail: Read<ShownDetail> = (value, at) => {
  const [name, shown] = listOf(readText)(value, at)
  return [readText(name, `${at}[0]`), readText(shown, `${at}[1]`)]
}

export const readApproval = record<ApprovalBody>({
  uuid: readText,
  app: record({ id: readWholeNumber, name: readText }),
  message: readText,
  details: listOf(readDetail),
  logos: listOf(record({ res: readText, url: readText })),
  requestedAt: readWholeNumber,
  requestedFrom: orNull(readText),
  expiresAt: orNull(readWholeNumber),
  needsNumber: readFlag,
  status: oneOf(['pending', 'approved', 'denied', 'expired']),
  answeredAt: orNull(readWholeNumber),
  answeredBy: orNull(record({ id: readWholeNumber, name: readText })),
  notMe: readFlag,
})

/** Of an answer that says no more than that it worked. */
export const readNothing: Read<undefined> = () => undefined

/** The data of each event, by its name. */
export const EVENT_READERS: { readonly [Name in keyof DeviceEvents]: Read<DeviceEvents[Name]> } = {
  hello: record({ time: readWholeNumber }),
  'approval-requested': record({ uuid: readText }),
  'approval-answered': record({ uuid: readText, status: readText }),
  'token-wanted': record({ appId: readWholeNumber }),
  'apps-changed': record({}),
  'devices-changed': record({}),
  'device-revoked': record({ deviceId: readWholeNumber }),
  'registration-requested': record({ id: readText }),
  'registration-answered': record({ id: readText, status: readText }),
  reset: record({}),
}
