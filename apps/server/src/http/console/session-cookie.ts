import type { FastifyReply, FastifyRequest } from 'fastify'
import { SESSION_LIFE_MS } from '../../actions/console/sessions.ts'

/** `__Host-` binds the cookie to this very host, and browsers keep it only when it is Secure (RFC 6265bis §4.1.3.2). */
const SECURE_NAME = '__Host-countersign-console'

/** On one machine without TLS, to try it out: some browsers keep no Secure cookie there. */
const LOOPBACK_NAME = 'countersign-console'

const TOKEN = /^[A-Za-z0-9_-]{43}$/

/** The token of the session, or undefined. */
export function readSessionCookie(request: FastifyRequest, publicUrl: string): string | undefined {
  const name = nameFor(publicUrl)
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [key = '', value = ''] = pair.trim().split('=', 2)
    if (key === name && TOKEN.test(value)) return value
  }
  return undefined
}

export function setSessionCookie(reply: FastifyReply, publicUrl: string, token: string): void {
  reply.header('Set-Cookie', cookie(publicUrl, token, SESSION_LIFE_MS / 1_000))
}

export function clearSessionCookie(reply: FastifyReply, publicUrl: string): void {
  reply.header('Set-Cookie', cookie(publicUrl, '', 0))
}

function cookie(publicUrl: string, value: string, seconds: number): string {
  const secure = isSecure(publicUrl) ? '; Secure' : ''
  return `${nameFor(publicUrl)}=${value}; Path=/; HttpOnly; SameSite=Strict; Max-Age=${seconds}${secure}`
}

function nameFor(publicUrl: string): string {
  return isSecure(publicUrl) ? SECURE_NAME : LOOPBACK_NAME
}

/** Anywhere but on loopback a cookie without TLS would be anyone's, so there is none without it. */
function isSecure(publicUrl: string): boolean {
  const { protocol, hostname } = new URL(publicUrl)
  const isLoopback = hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.')
  return protocol === 'https:' || !isLoopback
}
