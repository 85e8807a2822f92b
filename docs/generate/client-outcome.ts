import { type Client, CountersignError, createClient } from '@countersign/client'
import { errorBody, type ErrorName, ERRORS, type Failure } from '@countersign/wire'

const PHONE = { countryCode: 1, phone: '555-123-4567' }

/** Each call of the client that can be refused. */
const CALLS: readonly ((client: Client) => Promise<unknown>)[] = [
  ({ users }) => users.create({ email: 'jdoe@example.com', ...PHONE }),
  ({ users }) => users.status(1),
  ({ users }) => users.update(1, { email: 'jdoe@example.com' }),
  ({ users }) => users.createQrSecret(1),
  ({ users }) => users.exportSecret(1),
  ({ tokens }) => tokens.send(1, { channel: 'sms' }),
  ({ tokens }) => tokens.verify(1, '1234567'),
  ({ approvals }) => approvals.request(1, { message: 'Log in' }),
  ({ approvals }) => approvals.status('018bcfe5-6800-7000-8000-000000000001'),
  ({ phones }) => phones.startVerification({ ...PHONE, channel: 'sms' }),
  ({ phones }) => phones.checkVerification({ ...PHONE, code: '123456' }),
  ({ phones }) => phones.verificationStatus(PHONE),
  ({ phones }) => phones.lookUp(PHONE),
]

/**
 * How `@countersign/client` tells of an error, by asking it: the reasons with which any of its calls is refused, or
 * where none is, the fault that they throw.
 */
export async function clientOutcome(name: ErrorName): Promise<string> {
  const client = createClient({
    apiKey: 'k',
    baseUrl: 'http://127.0.0.1:8080',
    retries: 0,
    fetch: async () => Response.json(errorBody(failureOf(name)), { status: ERRORS[name].status }),
  })
  const reasons = new Set<string>()
  const faults = new Set<string>()
  for (const call of CALLS) {
    try {
      const answer = await call(client)
      if (hasReason(answer)) reasons.add(answer.reason)
    } catch (error) {
      if (!(error instanceof CountersignError)) throw error
      faults.add(error.code)
    }
  }
  return reasons.size > 0 ? quoted(reasons) : `throws ${quoted(faults)}`
}

function quoted(names: ReadonlySet<string>): string {
  return [...names].map((name) => `\`${name}\``).join(', ')
}

function hasReason(answer: unknown): answer is { readonly reason: string } {
  return typeof answer === 'object' && answer !== null && 'reason' in answer
}

/** With facts where its text needs them; which ones makes no difference to the client. */
function failureOf(name: ErrorName): Failure {
  switch (name) {
    case 'invalidParameter':
    case 'approvalRequestInvalid':
      return { error: name, name: 'message', reason: 'Parameter is required' }
    case 'userNotValid':
      return { error: name, fields: { cellphone: 'is invalid' } }
    case 'noPendingVerification':
      return { error: name, phone: '+1 555-123-4567' }
    case 'approvalRequestNotFound':
      return { error: name, uuid: '018bcfe5-6800-7000-8000-000000000001' }
    default:
      return { error: name }
  }
}
