/** Groups of an IPv6 address that a network assigns; the rest its customer chooses freely (RFC 6177, RFC 8981). */
const NETWORK_GROUPS = 4
const GROUPS = 8

/**
 * What limits by address count: an IPv4 address, or the /64 of an IPv6 one. Whoever has one address
 * of a /64 has all of them, and would have a limit for each.
 *
 * @param address as `userIpOf` spells it: IPv6 compressed and in lower case
 */
export function addressRange(address: string): string {
  if (!address.includes(':')) return address
  const [before = '', after = ''] = address.split('::')
  const head = before === '' ? [] : before.split(':')
  const tail = after === '' ? [] : after.split(':')
  const zeros = address.includes('::') ? GROUPS - head.length - tail.length : 0
  const groups = [...head, ...Array.from({ length: Math.max(0, zeros) }, () => '0'), ...tail]
  return `${groups.slice(0, NETWORK_GROUPS).join(':')}::/64`
}
