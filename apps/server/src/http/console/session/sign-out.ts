import { Type } from 'typebox'
import { endSessionOfCookie } from '../../../actions/console/end-session.ts'
import { answer, openRoute } from '../route.ts'
import { clearSessionCookie, readSessionCookie } from '../session-cookie.ts'

/** Open to all: whoever is signed in no more wants to be signed out too. */
export const signOut = openRoute({
  method: 'POST',
  path: '/sign-out',
  summary: 'End the own session',
  answer: Type.Object({ result: Type.Literal('signed-out') }),
  async act({ deps, http, reply }) {
    const { publicUrl } = deps.settings
    await endSessionOfCookie(deps, readSessionCookie(http, publicUrl))
    clearSessionCookie(reply, publicUrl)
    return answer({ result: 'signed-out' } as const)
  },
})
