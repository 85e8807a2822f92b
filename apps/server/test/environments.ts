import { parseConfig, type Config } from '../src/config.ts'
import type { Environment } from '../src/config/reader.ts'

export const KEY_A = Buffer.alloc(32, 0xa1)
export const KEY_B = Buffer.alloc(32, 0xb2)

export function configOf(env: Environment): Config {
  const parsed = parseConfig(env)
  if (!parsed.ok) throw new Error(parsed.problems.join('\n'))
  return parsed.config
}

export function problemsOf(env: Environment): readonly string[] {
  const parsed = parseConfig(env)
  return parsed.ok ? [] : parsed.problems
}

/** Whole settings of each provider: a test changes one of them. */
export const twilio = {
  SMS_PROVIDER: 'twilio',
  CALL_PROVIDER: 'twilio',
  TWILIO_ACCOUNT_SID: 'AC01',
  TWILIO_AUTH_TOKEN: 'auth-token',
  TWILIO_FROM: '+15550001111',
}

export const http = {
  SMS_PROVIDER: 'http',
  HTTP_PROVIDER_URL: 'https://gateway.example.com/send?to={{to}}',
}

export const smtp = {
  EMAIL_PROVIDER: 'smtp',
  SMTP_URL: 'smtps://user:password@mail.example.com',
  EMAIL_FROM: 'Wood & Co <no-reply@example.com>',
}

export const postgres = {
  DATABASE_URL: 'postgres://db.example.com/countersign',
  MASTER_KEY: KEY_A.toString('base64'),
}
