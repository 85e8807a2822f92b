import {
  activityCreated,
  appDetails,
  appStats,
  callIgnored,
  callStarted,
  emailSent,
  maskCellphone,
  phoneInfo,
  phoneNumber,
  secretExported,
  sentTokenDevice,
  smsIgnored,
  smsSent,
  tokenNotChecked,
  tokenValid,
  userCreated,
  userRemoved,
  userSecret,
  userStatus,
  userUpdated,
  verificationCorrect,
  verificationStarted,
  verificationStartedMessage,
  verificationStatus,
} from '@countersign/wire'
import type { CallbackPayload, UserStatus, WireObject } from '@countersign/wire'

/** The facts of vector O-1 (docs/wire §8.1). */
export const callbackFacts: CallbackPayload = {
  authyId: 1_000_123,
  uuid: 'dda2c400-bc43-0135-d7be-1285ca17e122',
  status: 'approved',
  appId: '4ffbf2d0f75dea5dc4fa8f33',
  appSerialId: 1,
  message: 'Login requested, ok?',
  details: { 'Email Address': 'jdoe@example.com' },
  hiddenDetails: { ip: '1.1.1.1' },
  logos: null,
  createdAtMs: 1_699_999_900_000,
  expiresAtMs: 1_700_086_300_000,
  answeredAtMs: 1_700_000_000_999,
  notMe: false,
  signature: 'abc+/def==',
  device: {
    id: 1_234_567,
    osType: 'android',
    ip: '10.0.0.1',
    city: 'Bogotá',
    country: 'Colombia',
    registrationIp: null,
    registrationMethod: 'sms',
    registeredAtMs: 1_690_000_000_000,
    lastSyncAtMs: 1_690_000_001_000,
  },
}

export const cellphone = maskCellphone(1, '2025550112')
export const user: UserStatus = {
  authyId: 1_000_123,
  confirmed: true,
  registered: false,
  countryCode: 1,
  nationalNumber: '2025551118',
  email: 'a@b.com',
  devices: ['android', 'sms'],
  hasHardToken: false,
  accountDisabled: false,
  detailedDevices: [
    {
      deviceType: 'authy',
      osType: 'android',
      registrationDeviceId: null,
      registrationMethod: null,
      deviceId: 1234,
      lastSyncDate: 1_509_000_000,
      creationDate: 1_509_000_000,
    },
  ],
  deletedDevices: [],
}

/** Every success body, with the text in which it was recorded. */
export const bodies: readonly (readonly [string, WireObject, string])[] = [
  [
    'userCreated',
    userCreated(1_000_123),
    '{"message":"User created successfully.","user":{"id":1000123},"success":true}',
  ],
  [
    'userStatus',
    userStatus(user),
    '{"status":{"authy_id":1000123,"confirmed":true,"registered":false,"country_code":1,"phone_number":"XXX-XXX-1118","email":"a@b.com","devices":["android","sms"],"has_hard_token":false,"account_disabled":false,"detailed_devices":[{"device_type":"authy","os_type":"android","registration_device_id":null,"registration_method":null,"device_id":1234,"last_sync_date":1509000000,"creation_date":1509000000}],"deleted_devices":[]},"message":"User status.","success":true}',
  ],
  ['userRemoved', userRemoved(), '{"message":"User removed from application","success":true}'],
  ['userUpdated', userUpdated(), '{"message":"User was updated successfully","success":true}'],
  ['activityCreated', activityCreated(), '{"message":"Activity was created.","success":true}'],
  [
    'userSecret',
    userSecret({ label: 'jdoe', issuer: 'Sample App', qrCode: 'https://x.test/1.png' }),
    '{"label":"jdoe","issuer":"Sample App","qr_code":"https://x.test/1.png","success":true}',
  ],
  [
    'phoneNumber',
    phoneNumber({ countryCode: 1, nationalNumber: '2025550112' }),
    '{"phone_number":"2025550112","country_code":"1","e164":"+12025550112","success":true}',
  ],
  [
    'secretExported',
    secretExported({ secret: 'GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ', otp: '287082' }),
    '{"secret":"GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ","otp":"287082","success":true}',
  ],
  [
    'smsSent',
    smsSent({ cellphone }),
    '{"success":true,"message":"SMS token was sent","cellphone":"+1-XXX-XXX-XX12"}',
  ],
  [
    'callStarted',
    callStarted({ cellphone }),
    '{"success":true,"message":"Call started...","cellphone":"+1-XXX-XXX-XX12"}',
  ],
  [
    'smsIgnored',
    smsIgnored({ cellphone, device: 'android' }),
    '{"message":"Ignored: SMS is not needed for smartphones. Pass force=true if you want to actually send it anyway.","cellphone":"+1-XXX-XXX-XX12","device":"android","ignored":true,"success":true}',
  ],
  [
    'callIgnored',
    callIgnored({ cellphone, device: 'android' }),
    '{"message":"Call ignored. User is using  App Tokens and this call is not necessary. Pass force=true if you still want to call users that are using the App.","cellphone":"+1-XXX-XXX-XX12","device":"android","ignored":true,"success":true}',
  ],
  [
    'emailSent',
    emailSent({ email: 'recipient@foo.com', emailId: `EM${'0'.repeat(32)}` }),
    '{"success":true,"message":"Email token was sent","email":"recipient@foo.com","email_id":"EM00000000000000000000000000000000"}',
  ],
  [
    'tokenValid, sent',
    tokenValid(sentTokenDevice({ sentAtMs: 1_500_000_000_999 })),
    '{"message":"Token is valid.","token":"is valid","success":"true","device":{"id":null,"os_type":"sms","registration_date":1500000000,"registration_method":null,"registration_country":null,"registration_region":null,"registration_city":null,"country":null,"region":null,"city":null,"ip":null,"last_account_recovery_at":null,"last_sync_date":null}}',
  ],
  [
    'tokenNotChecked',
    tokenNotChecked(),
    '{"token":"Not checked. User has not yet finished the registration process. Pass force=true to this API to check regardless (more secure)."}',
  ],
  [
    'appDetails',
    appDetails({
      appId: 12_345,
      name: 'Sample App',
      plan: 'pay_as_you_go',
      smsEnabled: true,
      phoneCallsEnabled: true,
      onetouchEnabled: true,
    }),
    '{"app":{"name":"Sample App","plan":"pay_as_you_go","sms_enabled":true,"phone_calls_enabled":true,"app_id":12345,"onetouch_enabled":true,"white_label":false},"message":"Application information.","success":true}',
  ],
  [
    'appStats',
    appStats({
      appId: 65_257,
      totalUsers: 1,
      months: [{ year: 2017, month: 6, auths: 0, apiCalls: 6, users: 1, sms: 0, calls: 0 }],
    }),
    '{"message":"Monthly statistics.","count":1,"total_users":1,"app_id":65257,"success":true,"stats":[{"year":2017,"month":"June","auths_count":0,"api_calls_count":6,"users_count":1,"sms_count":0,"calls_count":0}]}',
  ],
  [
    'verificationStarted',
    verificationStarted({
      carrier: 'AT&T Wireless',
      isCellphone: true,
      isPorted: false,
      message: verificationStartedMessage('sms', '+1 987-654-3210'),
      secondsToExpire: 599.9,
      uuid: 'b8ebcd40-0000-0000-0000-000000000000',
    }),
    '{"carrier":"AT&T Wireless","is_cellphone":true,"is_ported":false,"message":"Text message sent to +1 987-654-3210.","seconds_to_expire":599,"uuid":"b8ebcd40-0000-0000-0000-000000000000","success":true}',
  ],
  [
    'verificationCorrect',
    verificationCorrect(),
    '{"message":"Verification code is correct.","success":true}',
  ],
  [
    'verificationStatus',
    verificationStatus({ status: 'pending', secondsToExpire: 474 }),
    '{"message":"Phone Verification status.","status":"pending","seconds_to_expire":474,"success":true}',
  ],
  [
    'phoneInfo',
    phoneInfo({
      nowMs: Date.UTC(2017, 10, 25, 23, 21, 39, 500),
      type: 'voip',
      provider: 'Pinger',
      ported: false,
    }),
    '{"message":"Phone number information as of 2017-11-25 23:21:39 UTC","type":"voip","provider":"Pinger","ported":false,"success":true}',
  ],
]
