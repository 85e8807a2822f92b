/**
 * A UUID that sorts by time (RFC 9562 §5.7, version 7), so that new rows go to the end of the
 * key's tree rather than all over it.
 *
 * @param now milliseconds
 * @param random at least 10 random bytes
 */
export function timeOrderedId(now: number, random: Uint8Array): string {
  const bytes = new Uint8Array(16)
  bytes.set(random.subarray(0, 10), 6)
  const view = new DataView(bytes.buffer)
  view.setUint16(0, Math.floor(now / 2 ** 32))
  view.setUint32(2, now >>> 0)
  return formatUuid(bytes, 7)
}

/** A UUID that tells nothing (RFC 9562 §5.4, version 4), from 16 random bytes. */
export function randomId(random: Uint8Array): string {
  return formatUuid(Uint8Array.from(random.subarray(0, 16)), 4)
}

/** Marks version and variant (RFC 9562 §4) and writes the 16 bytes out. */
function formatUuid(bytes: Uint8Array<ArrayBuffer>, version: number): string {
  const view = new DataView(bytes.buffer)
  view.setUint8(6, (view.getUint8(6) & 0x0f) | (version << 4))
  view.setUint8(8, (view.getUint8(8) & 0x3f) | 0x80)
  const hex = Buffer.from(bytes).toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}
