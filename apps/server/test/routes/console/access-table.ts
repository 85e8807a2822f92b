import type { Need } from '../../../src/domain/operator.ts'

const OWNERS: Need = { role: 'owner', apps: 'all' }
const OPERATOR_OF_ONE: Need = { role: 'operator', apps: 'one' }
const SUPPORT_OF_ONE: Need = { role: 'support', apps: 'one' }

/** Who may call each route of the console: written apart from the routes, so that a slip in one shows. */
export const ACCESS: Readonly<Record<string, Need | 'self' | 'nobody'>> = {
  'GET /session': 'self',

  'GET /sign-in': 'nobody',
  'POST /sign-in/password': 'nobody',
  'POST /sign-in/token': 'nobody',
  'POST /sign-in/send': 'nobody',
  'POST /sign-in/approval': 'nobody',
  'POST /sign-in/approval/wait': 'nobody',
  'POST /sign-in/passkey/options': 'nobody',
  'POST /sign-in/passkey': 'nobody',
  'POST /sign-out': 'nobody',
  'POST /welcome/open': 'nobody',
  'POST /welcome/password/begin': 'nobody',
  'POST /welcome/password': 'nobody',
  'POST /welcome/passkey/options': 'nobody',
  'POST /welcome/passkey': 'nobody',

  'GET /account': 'self',
  'PUT /account/name': 'self',
  'PUT /account/email': 'self',
  'PUT /account/password': 'self',
  'POST /account/authenticator': 'self',
  'POST /account/authenticator/confirm': 'self',
  'POST /account/passkeys/options': 'self',
  'POST /account/passkeys': 'self',
  'DELETE /account/passkeys/:passkeyId': 'self',
  'DELETE /account/sessions': 'self',
  'DELETE /account/sessions/:sessionId': 'self',

  'GET /operators': OWNERS,
  'GET /operators/invitations': OWNERS,
  'POST /operators/invitations': OWNERS,
  'DELETE /operators/invitations/:invitationId': OWNERS,
  'GET /operators/:operatorId': OWNERS,
  'PUT /operators/:operatorId/grants': OWNERS,
  'POST /operators/:operatorId/disable': OWNERS,
  'POST /operators/:operatorId/enable': OWNERS,
  'POST /operators/:operatorId/renew': OWNERS,
  'DELETE /operators/:operatorId/passkeys/:passkeyId': OWNERS,
  'DELETE /operators/:operatorId/sessions': OWNERS,
  'DELETE /operators/:operatorId/sessions/:sessionId': OWNERS,

  'GET /apps': { role: 'support', apps: 'any' },
  'POST /apps': { role: 'operator', apps: 'all' },
  'GET /apps/:appId': SUPPORT_OF_ONE,
  'PUT /apps/:appId': OPERATOR_OF_ONE,
  'GET /apps/:appId/keys': OPERATOR_OF_ONE,
  'POST /apps/:appId/keys': OPERATOR_OF_ONE,
  'POST /apps/:appId/keys/:fingerprint/end': OPERATOR_OF_ONE,
  'GET /apps/:appId/settings': SUPPORT_OF_ONE,
  'PATCH /apps/:appId/settings': OPERATOR_OF_ONE,
  'GET /apps/:appId/callback': SUPPORT_OF_ONE,
  'PUT /apps/:appId/callback': OPERATOR_OF_ONE,
  'POST /apps/:appId/callback/enable': OPERATOR_OF_ONE,
  'POST /apps/:appId/callback/test': OPERATOR_OF_ONE,
  'GET /apps/:appId/callback/test/:callbackId': OPERATOR_OF_ONE,
}
