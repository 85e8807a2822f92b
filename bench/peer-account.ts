import { createHmac } from 'node:crypto'
import { totp } from '@countersign/otp'

/** better-auth reads it from cookies and seals with it; both of its processes must know it. */
export const PEER_SECRET = 'bench-secret-of-more-than-thirty-two-characters'

/** Where better-auth thinks it is reached: requests from elsewhere are refused. */
export const PEER_ORIGIN = 'http://127.0.0.1:3000'

export function peerUserId(index: number): string {
  return `user-${String(index).padStart(27, '0')}`
}

/** As long as those that better-auth draws; it takes the characters as the key. */
export function peerSecretOf(index: number): string {
  return `secret-${String(index).padStart(25, '0')}`
}

/** What better-auth gives a person between the password and the token; each is good for one verify. */
export function peerChallenge(position: number): string {
  return `2fa-${String(position).padStart(20, '0')}`
}

/** A person who typed their password and now types the token of their authenticator app. */
export function peerVerify(position: number, users: number): string {
  const body = JSON.stringify({ code: tokenOf(position % users) })
  const challenge = peerChallenge(position)
  const signature = createHmac('sha256', PEER_SECRET).update(challenge).digest('base64')
  const cookie = encodeURIComponent(`${challenge}.${signature}`)
  return `POST /api/auth/two-factor/verify-totp HTTP/1.1\r\nHost: 127.0.0.1\r\nOrigin: ${PEER_ORIGIN}\r\nCookie: better-auth.two_factor=${cookie}\r\nContent-Type: application/json\r\nContent-Length: ${body.length}\r\n\r\n${body}`
}

function tokenOf(index: number): string {
  return totp(Buffer.from(peerSecretOf(index)), Date.now(), { digits: 6 })
}
