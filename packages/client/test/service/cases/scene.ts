import assert from 'node:assert/strict'
import { type Client, createClient, CountersignError } from '@countersign/client'
import type { Controls } from '../controls.ts'

/**
 * What the client does at a real service, for any runtime: `fetch`, `node:assert` and nothing else. The
 * packed package is what is imported.
 */

export interface Case {
  readonly name: string
  readonly run: (service: ServiceUnderTest) => Promise<void>
}

export interface ServiceUnderTest {
  readonly baseUrl: string
  readonly controls: Controls
}

/** An app of its own, and a number that no other case has. */
export interface Scene {
  readonly countersign: Client
  readonly controls: Controls
  readonly appId: number
  readonly phone: string
  readonly e164: string
  readonly authyId: number
}

export const EMAIL = 'ana@example.com'
export const COUNTRY_CODE = 1

let phones = 0

export async function scene(
  { baseUrl, controls }: ServiceUnderTest,
  plan = 'production',
): Promise<Scene> {
  const { apiKey, appId } = await controls.newApp(plan)
  const phone = `317-338-${String(9_000 + phones++)}`
  const countersign = createClient({ apiKey, baseUrl })
  const created = await countersign.users.create({
    email: EMAIL,
    phone,
    countryCode: COUNTRY_CODE,
    sendInstallLink: false,
  })
  assert.ok(created.ok)
  const e164 = `+1${phone.replaceAll('-', '')}`
  return { countersign, controls, appId, phone, e164, authyId: created.authyId }
}

export function hasCode(expected: string): (error: unknown) => boolean {
  return (error) => error instanceof CountersignError && error.code === expected
}
