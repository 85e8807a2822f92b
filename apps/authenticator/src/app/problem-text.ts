import { DeviceError } from '@countersign/device'
import { formatTime } from './format.ts'
import type { Say } from './say.ts'

/** What to tell the person about what went wrong. A fault that nobody foresaw gets the last line. */
export function problemText(error: unknown, say: Say, locale: string): string {
  if (!(error instanceof DeviceError)) return say('failed')
  const count = new Intl.NumberFormat(locale).format(error.triesLeft ?? 0)
  switch (error.code) {
    case 'offline':
      return say('offline')
    case 'too-many':
      return say('tooMany', { time: formatTime(error.retryAt ?? Date.now(), locale) })
    case 'wrong-code':
      return say('wrongCode', { count })
    case 'wrong-number':
      return say('wrongNumber', { count })
    case 'invalid':
      return error.fields?.['phone'] === undefined ? say('failed') : say('badPhone')
    case 'refused':
      return say('registrationRefused')
    case 'expired':
    case 'not-pending':
    case 'not-found':
      return say('gone')
    case 'revoked':
    case 'not-registered':
      return say('revoked')
    case 'unauthorized':
    case 'clock':
    case 'replayed':
    case 'altered':
    case 'unavailable':
    case 'already-registered':
    case 'bad-answer':
    case 'bad-store':
    case 'no-crypto':
      return say('failed')
  }
}
