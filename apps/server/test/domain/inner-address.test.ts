import { describe, expect, test } from 'vitest'
import {
  INNER_NETWORKS,
  isAllowedInside,
  mayReach,
  parseBlock,
} from '../../src/domain/inner-address.ts'

const PUBLIC = [
  '1.1.1.1',
  '8.8.8.8',
  '9.255.255.255',
  '11.0.0.0',
  '100.63.255.255',
  '100.128.0.0',
  '126.255.255.255',
  '128.0.0.0',
  '169.253.255.255',
  '169.255.0.0',
  '172.15.255.255',
  '172.32.0.0',
  '192.0.1.0',
  '192.0.3.0',
  '192.167.255.255',
  '192.169.0.0',
  '198.17.255.255',
  '198.20.0.0',
  '223.255.255.255',
  '2606:4700:4700::1111',
  '2a00:1450:4001:81b::200e',
  '2001:4860:4860::8888',
  '2001:200::',
  '2003::1',
  '3ffe::1',
  '::ffff:8.8.8.8',
  '::ffff:808:808',
  '64:ff9b::8.8.8.8',
  '64:FF9B::808:808',
]

const NOT_PUBLIC = [
  // unspecified and "this network"
  '0.0.0.0',
  '0.255.255.255',
  '::',
  '0:0:0:0:0:0:0:0',
  // loopback
  '127.0.0.1',
  '127.255.255.255',
  '::1',
  '0000:0000:0000:0000:0000:0000:0000:0001',
  // private
  '10.0.0.0',
  '10.255.255.255',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.0.1',
  '192.168.255.255',
  'fc00::1',
  'fdff:ffff::1',
  // a carrier's own
  '100.64.0.0',
  '100.127.255.255',
  // link-local, and the clouds' metadata services
  '169.254.0.1',
  '169.254.169.254',
  'fe80::1',
  'febf::1',
  'fd00:ec2::254',
  // the old site-local
  'fec0::1',
  // multicast and broadcast
  '224.0.0.1',
  '239.255.255.255',
  'ff02::1',
  '255.255.255.255',
  // reserved, documentation, measurements
  '192.0.0.8',
  '192.0.2.1',
  '192.88.99.1',
  '198.18.0.1',
  '198.19.255.255',
  '198.51.100.1',
  '203.0.113.1',
  '240.0.0.1',
  '100::1',
  '2001:db8::1',
  '3fff::1',
  '5f00::1',
  // IPv4 in the clothes of IPv6
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '::ffff:10.0.0.1',
  '::FFFF:169.254.169.254',
  '::ffff:0:127.0.0.1',
  '::127.0.0.1',
  '64:ff9b::127.0.0.1',
  '64:ff9b::a00:1',
  '64:ff9b:1::8.8.8.8',
  '2002:7f00:1::',
  '2002:0a00:0001::1',
  '2001::1',
  '2001:0:7f00:1::',
  // what is no address at all
  '',
  'localhost',
  '1.1.1',
  '1.1.1.1.1',
  '256.1.1.1',
  '01.1.1.1',
  '0x7f.0.0.1',
  '2130706433',
  '1.1.1.1 ',
  'fe80::1%eth0',
  '2606:4700:4700::1111%1',
  '2606:4700::1111::1',
  '2606:4700:4700:0:0:0:0:0:1111',
  '2606:4700',
  '2606::g',
  ':',
  ':::',
  '::8.8.8.8.8',
]

test.each(PUBLIC)('%s may be reached', (address) => {
  expect(mayReach(address, [])).toBe(true)
  expect(isAllowedInside(address, [block('0.0.0.0/0'), block('::/0')])).toBe(false)
})

test.each(NOT_PUBLIC)('"%s" may not', (address) => {
  expect(mayReach(address, [])).toBe(false)
  expect(isAllowedInside(address, [])).toBe(false)
})

describe('allowed', () => {
  const { loopback, private: inner } = INNER_NETWORKS

  test.each(['127.0.0.1', '127.9.9.9', '::1', '::ffff:127.0.0.1'])(
    '%s is with loopback',
    (address) => {
      expect([mayReach(address, loopback), mayReach(address, inner)]).toEqual([true, false])
      expect(isAllowedInside(address, loopback)).toBe(true)
    },
  )

  test.each(['10.1.2.3', '172.20.0.1', '192.168.1.1', 'fd00::1', '64:ff9b::10.1.2.3'])(
    '%s is with private',
    (address) => {
      expect([mayReach(address, loopback), mayReach(address, inner)]).toEqual([false, true])
    },
  )

  test.each(['169.254.169.254', '0.0.0.0', '::', 'fe80::1', '100.64.0.1', '224.0.0.1'])(
    '%s is with neither',
    (address) => {
      expect(mayReach(address, [...loopback, ...inner])).toBe(false)
    },
  )

  test('is a range, and nothing beside it', () => {
    const allowed = [block('10.1.0.0/16'), block('fe80::/10'), block('100.64.0.7')]
    const addresses = ['10.1.255.1', '10.2.0.0', 'fe80::9', '100.64.0.7', '100.64.0.8']
    expect(addresses.map((address) => mayReach(address, allowed))).toEqual([
      true,
      false,
      true,
      true,
      false,
    ])
  })
})

test.each(['', '/8', '10.0.0.0/33', '10.0.0.0/-1', '10.0.0.0/8/8', '10.0.0.0/', 'fd00::/129', 'x'])(
  '"%s" is no range',
  (text) => {
    expect(parseBlock(text)).toBeUndefined()
  },
)

function block(text: string) {
  const parsed = parseBlock(text)
  if (parsed === undefined) throw new Error(text)
  return parsed
}
