import { Type } from 'typebox'
import { endSessionOfCookie } from '../../../actions/console/end-session.ts'
import { answer, type ConsoleAnswer, type ConsoleRequest } from '../route.ts'
import { readSessionCookie, setSessionCookie } from '../session-cookie.ts'

export const LetIn = Type.Object({ result: Type.Literal('signed-in') })

/** Hands out the cookie of a new session; the one that the browser came with ends, whoever put it there. */
export async function letIn(
  { deps, http, reply }: ConsoleRequest<unknown, unknown, unknown>,
  sessionToken: string,
): Promise<ConsoleAnswer<{ readonly result: 'signed-in' }>> {
  const { publicUrl } = deps.settings
  await endSessionOfCookie(deps, readSessionCookie(http, publicUrl))
  setSessionCookie(reply, publicUrl, sessionToken)
  return answer({ result: 'signed-in' })
}
