import type { ErrorName } from '@countersign/wire'

/** What an application does about an error. */
export interface Advice {
  readonly name: ErrorName
  readonly when: string
  readonly todo: string
}

export interface AdviceGroup {
  readonly title: string
  readonly about: string
  readonly advice: readonly Advice[]
}

/** Each error that the service sends, once: one table, so the file is as long as it. docs/test/errors.test.ts looks for them in its sources. */
export const ADVICE: readonly AdviceGroup[] = [
  {
    title: 'The token that was typed',
    about:
      'None of these lets anybody in. Say the same short sentence for the first three, so that a guesser learns nothing, and let the person type again.',
    advice: [
      {
        name: 'tokenInvalid',
        when: 'The token is wrong, has expired, or was sent for another `action`.',
        todo: 'Let the person type again, or send a new token.',
      },
      {
        name: 'tokenReused',
        when: 'The token was right and has been used.',
        todo: 'Refuse. Ask for the next token: an app shows another within half a minute. If your own code verified twice, verify once.',
      },
      {
        name: 'tokenMalformed',
        when: 'It has fewer than 6 or more than 12 digits, or something that is no digit.',
        todo: 'Let the person type again. Take spaces and dashes out before you send it.',
      },
      {
        name: 'userDoesNotExist',
        when: 'Your app has no user with this Authy id (only `verify` says it this way).',
        todo: 'Refuse, and look for the mistake: the stored id is wrong, or the user was removed.',
      },
      {
        name: 'userSuspended',
        when: 'A hundred wrong tokens in a row. Nothing is checked or sent until an operator lifts it.',
        todo: 'Refuse, and send the person to your support. Do not retry: the status is 503, but it is not an outage.',
      },
      {
        name: 'dosProtection',
        when: 'A limit was reached: too many wrong tokens, or too many messages.',
        todo: 'Wait as long as `Retry-After` says, and tell the person how long. [Limits](limits.md) lists them all.',
      },
    ],
  },
  {
    title: 'Sending a token',
    about:
      'Offer another way: a call in place of an SMS, or the authenticator. A limit (60003) and a suspended user (60017), above, are met here too.',
    advice: [
      {
        name: 'userNotFound',
        when: 'Your app has no user with this Authy id, or the id is no number.',
        todo: 'Look for the mistake: the stored id is wrong, or the user was removed. Register the person again.',
      },
      {
        name: 'smsDisabled',
        when: 'The setting `smsEnabled` is off, the country of the phone is not among `allowedCountries`, or the service has no way to send SMS.',
        todo: 'Offer another channel. The operator switches it on.',
      },
      {
        name: 'callsDisabled',
        when: 'The setting `callsEnabled` is off, or the service has no way to call.',
        todo: 'Offer another channel. The operator switches it on.',
      },
      {
        name: 'actionNotAuthorized',
        when: 'The setting `emailEnabled` is off, or the service has no way to send e-mail.',
        todo: 'Offer another channel. The operator switches it on.',
      },
      {
        name: 'emailInvalid',
        when: 'The user has no e-mail address to send to.',
        todo: 'Ask the person for one and update the user, or offer another channel.',
      },
    ],
  },
  {
    title: 'Approval requests',
    about:
      'On each of these, and for a suspended user (60017), fall back to a token. A right token also ends a pause.',
    advice: [
      {
        name: 'onetouchUnregisteredUser',
        when: 'The person has never registered an authenticator.',
        todo: 'Send a token, and show how to install the authenticator once the person is in.',
      },
      {
        name: 'onetouchDeviceNotFound',
        when: 'The person has removed every authenticator.',
        todo: 'Send a token.',
      },
      {
        name: 'onetouchNotEnabled',
        when: 'The setting `onetouchEnabled` of your app is off.',
        todo: 'Send a token. The operator switches it on.',
      },
      {
        name: 'pushesPaused',
        when: 'The person said "this was not me", and has not resumed.',
        todo: 'Send a token. Take it as a sign that somebody else knows the password.',
      },
      {
        name: 'tooManyPushes',
        when: 'Too many requests (`pushesWithoutSuccess`) since one was approved or a token verified.',
        todo: 'Send a token.',
      },
      {
        name: 'approvalRequestInvalid',
        when: 'A parameter is too long or of the wrong kind; the message names it.',
        todo: 'Mend your code. What people approve is refused rather than cut.',
      },
      {
        name: 'approvalRequestNotFound',
        when: 'There is no such request, or it belongs to another app.',
        todo: 'Treat it as denied.',
      },
    ],
  },
  {
    title: 'Users and their secrets',
    about: 'Show the person what they can mend themselves; the rest is yours.',
    advice: [
      {
        name: 'userNotValid',
        when: 'The e-mail address, the number or the country code is not valid; each wrong field is named.',
        todo: 'Show it beside the field, and let the person correct it.',
      },
      {
        name: 'activityNotCreated',
        when: 'The type of an activity is none of the four that there are.',
        todo: 'Mend your code.',
      },
      {
        name: 'genericTokensDisabled',
        when: 'The setting `genericAuthenticatorsEnabled` is off.',
        todo: 'Do not offer QR codes for other authenticator apps. The operator switches it on.',
      },
      {
        name: 'migrationToolsDisabled',
        when: 'The setting `migrationToolsEnabled` is off, as it is by default.',
        todo: 'Ask the operator to switch it on for as long as you move secrets out.',
      },
    ],
  },
  {
    title: 'Phone verification',
    about:
      'These come from the calls of [phone verification](wire/phone-verification.md), which need no user.',
    advice: [
      {
        name: 'verificationCodeIncorrect',
        when: 'The code is wrong. After five wrong ones the code is dead.',
        todo: 'Let the person type again, or start anew.',
      },
      {
        name: 'noPendingVerification',
        when: 'No code was asked for, it has expired, or it was used.',
        todo: 'Start a verification.',
      },
      {
        name: 'phoneInvalid',
        when: 'There can be no such number.',
        todo: 'Let the person correct it.',
      },
      {
        name: 'countryCodeInvalid',
        when: 'There is no such country code.',
        todo: 'Let the person choose it from a list.',
      },
      {
        name: 'smsToLandline',
        when: 'The number is a landline, which takes no SMS.',
        todo: 'Call it.',
      },
      {
        name: 'customMessageNotAllowed',
        when: "`custom_message` was given. Messages are the service's own, in 35 languages.",
        todo: 'Leave the parameter out.',
      },
      {
        name: 'phoneVerificationParamsInvalid',
        when: 'The status was asked for with neither `uuid` nor a number.',
        todo: 'Mend your code.',
      },
      {
        name: 'phoneInfoFailed',
        when: 'The look-up service that the operator has set up did not answer.',
        todo: 'Go on without the information, or try later.',
      },
    ],
  },
  {
    title: 'Webhooks',
    about: 'Of the calls that manage webhooks. Mend the program, or ask the operator for a key.',
    advice: [
      {
        name: 'applicationApiKeyInvalid',
        when: '`app_api_key` is missing, or of no app.',
        todo: 'Look at your configuration.',
      },
      {
        name: 'accessKeyError',
        when: '`access_key` is missing.',
        todo: 'Send the access key that was made in the console.',
      },
      {
        name: 'accessKeyInvalid',
        when: '`access_key` is none, or was ended.',
        todo: 'Have another one made.',
      },
      {
        name: 'accessKeyNotFound',
        when: 'There is no such access key.',
        todo: 'Look at your configuration.',
      },
      {
        name: 'accessKeyPermissionDenied',
        when: 'The access key is of another app.',
        todo: 'Use the API key and the access key of one app.',
      },
      {
        name: 'signatureInvalid',
        when: 'The signature is missing, or is not of this request.',
        todo: 'Sign the method, the URL without its query, and every parameter ([how](wire/webhooks.md)).',
      },
      {
        name: 'webhookNotCreated',
        when: 'The name, the URL or the events are not as described, or there are 20 webhooks.',
        todo: 'Mend the parameters, or delete a webhook.',
      },
      {
        name: 'webhookNotDeleted',
        when: 'The app has no webhook of this id.',
        todo: 'List the webhooks: it may be gone already.',
      },
    ],
  },
  {
    title: 'Your request',
    about:
      'These are mistakes in code or configuration. Log them; show people that it is not their fault.',
    advice: [
      {
        name: 'apiKeyInvalid',
        when: 'The API key is missing, wrong, or was ended by `npx countersign app rotate-key`.',
        todo: 'Look at your configuration. Never let anybody in because the key is wrong.',
      },
      {
        name: 'invalidParameter',
        when: 'A parameter is missing or of the wrong kind; the message names it.',
        todo: 'Mend your code.',
      },
      {
        name: 'invalidRequest',
        when: 'The request cannot be read: broken JSON, too large, too many parameters.',
        todo: 'Mend your code.',
      },
      {
        name: 'invalidUtf8',
        when: 'A text is not UTF-8.',
        todo: 'Mend your code: encode what people type as UTF-8.',
      },
      {
        name: 'routeNotFound',
        when: 'There is no such path, or not with this verb.',
        todo: 'Compare it with [the routes](wire/README.md#the-routes).',
      },
    ],
  },
  {
    title: 'The service',
    about:
      'Fail closed: while the service does not answer, nobody gets in without their second factor.',
    advice: [
      {
        name: 'serviceUnavailable',
        when: 'The service is overloaded, stopping, or broken; its log has the reason under the request id.',
        todo: 'Try again after `Retry-After` or a moment, a few times, then tell the person to come back.',
      },
    ],
  },
]
