import type {
  ApprovalBody,
  DeviceAppBody,
  DeviceBody,
  RegistrationBody,
  RegistrationRequestBody,
} from '@countersign/wire'

/** As in docs/device-protocol.md. */

export const DEVICE: DeviceBody = {
  id: 1_234_567,
  name: "Ana's phone",
  system: 'android',
  version: '1.0.0',
  registeredAt: 1_700_000_000_000,
  registeredVia: 'sms',
  lastSeenAt: 1_700_000_000_000,
  isThis: true,
}

export const REGISTRATION: RegistrationBody = {
  id: '9f1c',
  via: 'sms',
  status: 'pending',
  codeDigits: 6,
  number: null,
  resendAt: 1_700_000_030_000,
  expiresAt: 1_700_000_600_000,
}

export const APPROVAL: ApprovalBody = {
  uuid: '018bcfe5-6800-7000-8000-000000000001',
  app: { id: 1, name: 'Acme' },
  message: 'Login requested',
  details: [
    ['Location', 'San Francisco'],
    ['Browser', 'Firefox'],
  ],
  logos: [{ res: 'default', url: 'https://example.com/logo.png' }],
  requestedAt: 1_700_000_000_000,
  requestedFrom: '203.0.113.7',
  expiresAt: 1_700_086_400_000,
  needsNumber: true,
  status: 'pending',
  answeredAt: null,
  answeredBy: null,
  notMe: false,
}

export const APP: DeviceAppBody = {
  id: 1,
  name: 'Acme',
  logoUrl: null,
  hasToken: true,
  pushesPausedAt: null,
}

export const REQUEST: RegistrationRequestBody = {
  id: '7c2d',
  name: "Ana's tablet",
  system: 'ios',
  requestedAt: 1_700_000_000_000,
  requestedFrom: '203.0.113.9',
  expiresAt: 1_700_000_600_000,
}
