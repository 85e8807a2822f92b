import { countersign } from './client.ts'

/** When a person switches the second factor on: what to store beside them, or what to show beside the fields. */
export async function enroll(person: {
  readonly email: string
  readonly phone: string
  readonly countryCode: number
}) {
  const created = await countersign.users.create(person)
  if (!created.ok) return { problems: created.fields }
  return { authyId: created.authyId }
}
