import { Type } from 'typebox'
import { readRelyingParty } from '../../../actions/console/passkeys.ts'
import { answer, openRoute } from '../route.ts'

export const SignInOptions = Type.Object({
  /** The host whose passkeys work, or null where the address of the service allows none. */
  passkeyHost: Type.Union([Type.String(), Type.Null()]),
  /** Where the console is on that host. */
  passkeyOrigin: Type.Union([Type.String(), Type.Null()]),
})

/** What the sign-in page may offer. */
export const signInOptions = openRoute({
  method: 'GET',
  path: '/sign-in',
  summary: 'Read which ways there are to sign in',
  answer: SignInOptions,
  async act({ deps }) {
    const party = readRelyingParty(deps.settings.publicUrl)
    return answer({
      passkeyHost: party?.id ?? null,
      passkeyOrigin: party?.origins[0] ?? null,
    })
  },
})
