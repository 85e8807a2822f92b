/** The 128 bits of an IPv6 address, as `0` and `1`; an IPv4 address stands there as `::ffff:a.b.c.d` does. */
type AddressBits = string

/** The first bits of all its addresses, as `0` and `1`. */
export type AddressBlock = string

const MAPPED_IPV4 = '0'.repeat(80) + '1'.repeat(16)

/**
 * What the operator's own machines and no stranger's can be reached under, and what nothing can: the
 * registries of special-purpose addresses (RFC 6890, as IANA keeps them), with the multicast ranges.
 * All of IPv6 outside 2000::/3 is refused too, since nothing in it is anybody's public address.
 */
const NOT_PUBLIC: readonly AddressBlock[] = [
  '0.0.0.0/8', // this network; Linux takes 0.0.0.0 for itself (RFC 791)
  '10.0.0.0/8', // private (RFC 1918)
  '100.64.0.0/10', // between a carrier and its customers (RFC 6598)
  '127.0.0.0/8', // loopback (RFC 1122)
  '169.254.0.0/16', // link-local, with the clouds' metadata services (RFC 3927)
  '172.16.0.0/12', // private
  '192.0.0.0/24', // protocol assignments (RFC 6890)
  '192.0.2.0/24', // documentation (RFC 5737)
  '192.88.99.0/24', // 6to4 relays, given up (RFC 7526)
  '192.168.0.0/16', // private
  '198.18.0.0/15', // measurements between networks (RFC 2544)
  '198.51.100.0/24', // documentation
  '203.0.113.0/24', // documentation
  '224.0.0.0/4', // multicast (RFC 5771)
  '240.0.0.0/4', // reserved, and the broadcast address (RFC 1112)
  '2001::/23', // protocol assignments, with Teredo, which wraps an IPv4 address (RFC 4380)
  '2001:db8::/32', // documentation (RFC 3849)
  '2002::/16', // 6to4, which wraps an IPv4 address (RFC 3056)
  '3fff::/20', // documentation (RFC 9637)
].map(blockOf)

const GLOBAL_UNICAST = blockOf('2000::/3')
const NAT64 = blockOf('64:ff9b::/96')

/** Words of the configuration for what a small installation may need to reach. */
export const INNER_NETWORKS: Readonly<Record<'loopback' | 'private', readonly AddressBlock[]>> = {
  loopback: [blockOf('127.0.0.0/8'), blockOf('::1/128')],
  private: [
    blockOf('10.0.0.0/8'),
    blockOf('172.16.0.0/12'),
    blockOf('192.168.0.0/16'),
    blockOf('fc00::/7'),
  ],
}

/** Whether a request may go to this address: a public one, or one that the operator allowed. Fails closed. */
export function mayReach(address: string, allowed: readonly AddressBlock[]): boolean {
  const bits = parseAddress(address)
  return bits !== undefined && (isPublic(bits) || isIn(unwrapped(bits), allowed))
}

/** Whether it is inside and the operator allowed it all the same. */
export function isAllowedInside(address: string, allowed: readonly AddressBlock[]): boolean {
  const bits = parseAddress(address)
  return bits !== undefined && !isPublic(bits) && isIn(unwrapped(bits), allowed)
}

function isPublic(address: AddressBits): boolean {
  const bits = unwrapped(address)
  return isIn(bits, [MAPPED_IPV4, GLOBAL_UNICAST]) && !isIn(bits, NOT_PUBLIC)
}

/**
 * The IPv4 address that a NAT64 gateway would make of it (RFC 6052): on a network with IPv6 alone,
 * public hosts are reached so, and inner ones must not be.
 */
function unwrapped(address: AddressBits): AddressBits {
  return address.startsWith(NAT64) ? MAPPED_IPV4 + address.slice(-32) : address
}

function isIn(address: AddressBits, blocks: readonly AddressBlock[]): boolean {
  return blocks.some((block) => address.startsWith(block))
}

/** `10.0.0.0/8`, `fd00::/8` or a single address; undefined when it is none. */
export function parseBlock(text: string): AddressBlock | undefined {
  const [address = '', length, ...more] = text.split('/')
  const bits = parseAddress(address)
  if (bits === undefined || more.length > 0) return undefined
  const width = address.includes(':') ? 128 : 32
  if (length !== undefined && !/^\d{1,3}$/.test(length)) return undefined
  const given = length === undefined ? width : Number(length)
  return given > width ? undefined : bits.slice(0, 128 - width + given)
}

function blockOf(text: string): AddressBlock {
  const block = parseBlock(text)
  if (block === undefined) throw new TypeError(`${text} is no range of addresses.`)
  return block
}

/** Undefined for what is no address, a zone such as `fe80::1%eth0` included. */
function parseAddress(text: string): AddressBits | undefined {
  if (!text.includes(':')) {
    const v4 = parseIpv4(text)
    return v4 === undefined ? undefined : MAPPED_IPV4 + v4
  }
  // The last 32 bits may be written as IPv4 (RFC 4291 §2.2): then they are no groups of their own.
  const lastColon = text.lastIndexOf(':')
  const tail = text.slice(lastColon + 1)
  if (!tail.includes('.')) return parseGroups(text)
  const v4 = parseIpv4(tail)
  return v4 === undefined ? undefined : parseGroups(`${text.slice(0, lastColon + 1)}0:0`, v4)
}

function parseIpv4(text: string): string | undefined {
  const parts = text.split('.')
  // No leading zeros: some systems read them as octal, and the address would be another one there.
  const isValid = parts.length === 4 && parts.every((part) => /^(0|[1-9]\d{0,2})$/.test(part))
  if (!isValid || parts.some((part) => Number(part) > 255)) return undefined
  return parts.map((part) => toBits(Number(part), 8)).join('')
}

/** @param end what the last bits are instead */
function parseGroups(text: string, end = ''): string | undefined {
  const halves = text.split('::')
  if (halves.length > 2) return undefined
  const [head = [], tail = []] = halves.map((half) => (half === '' ? [] : half.split(':')))
  const zeros = 8 - head.length - tail.length
  const isWhole = halves.length === 2 ? zeros >= 1 : zeros === 0
  if (!isWhole) return undefined
  const groups = [...head, ...Array.from({ length: zeros }, () => '0'), ...tail]
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined
  const bits = groups.map((group) => toBits(Number.parseInt(group, 16), 16)).join('')
  return bits.slice(0, 128 - end.length) + end
}

function toBits(number: number, width: number): string {
  return number.toString(2).padStart(width, '0')
}
