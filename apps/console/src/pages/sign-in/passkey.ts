import type { PasskeyOptionsAnswer } from '@countersign/server/console-api'
import { ask } from '../../app/ask.ts'
import { Problem } from '../../app/problem.ts'

/** Signs in with a passkey that the browser finds. @throws Problem */
export async function signInWithPasskey(): Promise<void> {
  const { options } = await ask<PasskeyOptionsAnswer>('POST', '/sign-in/passkey/options', {
    isBare: true,
  })
  const { startAuthentication } = await import('@simplewebauthn/browser')
  const response = await orProblem(
    // As the service's library made them for the browser's.
    startAuthentication({ optionsJSON: options as never }),
  )
  await ask('POST', '/sign-in/passkey', { body: { response }, isBare: true })
}

/** Has the browser make a passkey. @throws Problem */
export async function makePasskey(options: unknown): Promise<object> {
  const { startRegistration } = await import('@simplewebauthn/browser')
  return await orProblem(startRegistration({ optionsJSON: options as never }))
}

/** Browsers say little of why: it was called off, took too long, or there is none. */
async function orProblem<Answer>(ceremony: Promise<Answer>): Promise<Answer> {
  try {
    return await ceremony
  } catch (error) {
    const isKnown = error instanceof Error && error.name === 'InvalidStateError'
    throw new Problem('invalid', {
      message: isKnown
        ? 'This device has a passkey for this account already.'
        : 'The browser used no passkey: it was called off, took too long, or there is none.',
    })
  }
}

/** A name for a passkey that is made here; it can be told from others later. */
export function nameOfThisDevice(): string {
  const { userAgent } = navigator
  const systems = ['iPhone', 'iPad', 'Android', 'Windows', 'Mac', 'CrOS', 'Linux']
  return systems.find((system) => userAgent.includes(system)) ?? 'This device'
}
