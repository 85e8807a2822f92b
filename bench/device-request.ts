import {
  createECDH,
  createHash,
  createPrivateKey,
  type KeyObject,
  randomBytes,
  sign,
} from 'node:crypto'

/** Any number: the key that all seeded devices hold is the same in every run, since databases are kept. */
const SEEDED_SCALAR = Buffer.alloc(32, 7)

/** The private key that all seeded devices hold. */
export function seededDeviceKey(): KeyObject {
  const pair = createECDH('prime256v1')
  pair.setPrivateKey(SEEDED_SCALAR)
  // Uncompressed: a byte that says so, then x and y (SEC 1 §2.3.3).
  const point = pair.getPublicKey()
  return createPrivateKey({
    format: 'jwk',
    key: {
      kty: 'EC',
      crv: 'P-256',
      d: SEEDED_SCALAR.toString('base64url'),
      x: point.subarray(1, 33).toString('base64url'),
      y: point.subarray(33).toString('base64url'),
    },
  })
}

/** A compact JWS with ES256, by OpenSSL directly: the load generator must be cheaper than what it loads. */
export function signJws(key: KeyObject, type: string, kid: number, payload: unknown): string {
  const header = encode({ alg: 'ES256', typ: type, kid: String(kid) })
  const body = encode(payload)
  const signature = sign('sha256', Buffer.from(`${header}.${body}`), {
    key,
    dsaEncoding: 'ieee-p1363',
  })
  return `${header}.${body}.${signature.toString('base64url')}`
}

/** A signed request, as bytes on the wire (docs/device-protocol.md, signed requests). */
export function deviceRequest(
  key: KeyObject,
  deviceId: number,
  method: string,
  path: string,
  body: string,
): string {
  const jws = signJws(key, 'countersign-request+jwt', deviceId, {
    method,
    path,
    body: createHash('sha256').update(body).digest('base64url'),
    time: Date.now(),
    nonce: randomBytes(16).toString('base64url'),
  })
  const content =
    body === '' ? '' : `Content-Type: application/json\r\nContent-Length: ${body.length}\r\n`
  return `${method} ${path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAuthorization: Device ${jws}\r\n${content}\r\n${body}`
}

function encode(value: unknown): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url')
}
