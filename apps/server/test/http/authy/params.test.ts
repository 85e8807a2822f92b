import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  booleanParam,
  findParam,
  hashParam,
  integerParam,
  listParam,
  readParams,
  stringParam,
  unreadableFailure,
} from '../../../src/http/authy/params.ts'
import { MOST_BYTES, MOST_LEVELS, MOST_PARAMETERS } from '../../../src/http/authy/param-value.ts'
import type { UnreadableReason } from '../../../src/http/authy/param-value.ts'
import { FORM, JSON_TYPE, paramsOf, plain, read } from './request.ts'
import type { Sent } from './request.ts'

const XML = 'application/xml'

describe('brackets', () => {
  const rows: readonly (readonly [string, string, unknown])[] = [
    ['a space as + and %20', 'a=b+c&d=e%20f', { a: 'b c', d: 'e f' }],
    ['the last of equal keys', 'a=1&a=2', { a: '2' }],
    ['no equals sign', 'force&a=', { force: null, a: '' }],
    ['an equals sign in the value', 'a=b==', { a: 'b==' }],
    ['empty pairs and empty names', '&&a=1&=2&', { a: '1' }],
    ['nested hashes', 'a[b][c]=1&a[b][d]=2', { a: { b: { c: '1', d: '2' } } }],
    [
      'leaves that occur equally often',
      'l[][a]=1&l[][a]=2&l[][b]=3&l[][b]=4',
      {
        l: [
          { a: '1', b: '3' },
          { a: '2', b: '4' },
        ],
      },
    ],
    [
      "leaves that do not: Rack's rule",
      'l[][a]=1&l[][b]=2&l[][a]=3',
      {
        l: [{ a: '1', b: '2' }, { a: '3' }],
      },
    ],
    [
      'nested leaves',
      'l[][a][x]=1&l[][a][y]=2&l[][b]=3',
      {
        l: [{ a: { x: '1', y: '2' }, b: '3' }],
      },
    ],
    ['lists in elements', 'l[][a][]=1&l[][a][]=2&l[][b]=3', { l: [{ a: ['1', '2'], b: '3' }] }],
    ['text beside elements', 'l[]=1&l[][a]=2', { l: ['1', { a: '2' }] }],
    ['one list of text', 'l[]=1&l[]=2', { l: ['1', '2'] }],
    [
      'brackets that do not match',
      'a[b=1&a]b=2&a[b]c=3&[d]=4',
      {
        'a[b': '1',
        'a]b': '2',
        'a[b]c': '3',
        '[d]': '4',
      },
    ],
    [
      'keys of objects',
      'a[constructor]=1&a[prototype]=2&toString=3',
      {
        a: { constructor: '1', prototype: '2' },
        toString: '3',
      },
    ],
    ['UTF-8', 'a=%E2%82%AC', { a: '€' }],
    ['a semicolon is text', 'a=1;b=2', { a: '1;b=2' }],
  ]
  test.each(rows)('%s', (_name, body, expected) => {
    expect(plain(paramsOf({ query: body }))).toEqual(expected)
    expect(plain(paramsOf({ body }))).toEqual(expected)
  })

  test('raw UTF-8 in the request line, one character to a byte', () => {
    const query = Buffer.from('a=é€', 'utf8').toString('latin1')
    expect(plain(paramsOf({ query }))).toEqual({ a: 'é€' })
  })

  test('logos by number, out of order', () => {
    const params = paramsOf({ query: 'logos[10][res]=c&logos[2][res]=b&logos[0][res]=a' })
    expect(plain(valueOf(listParam(params, 'logos')))).toEqual([
      { res: 'a' },
      { res: 'b' },
      { res: 'c' },
    ])
  })
})

describe('a key __proto__', () => {
  const rows: readonly (readonly [string, Sent])[] = [
    ['in a query', { query: '__proto__[polluted]=1&a[__proto__][polluted]=1' }],
    [
      'in JSON',
      {
        contentType: JSON_TYPE,
        body: '{"__proto__":{"polluted":"1"},"a":{"__proto__":{"polluted":"1"}}}',
      },
    ],
  ]
  test.each(rows)('%s is a key like another', (_name, sent) => {
    const params = paramsOf(sent)
    expect(findParam(params, '__proto__.polluted')).toBe('1')
    expect(findParam(params, 'a.__proto__.polluted')).toBe('1')
    expect(findParam(params, 'polluted')).toBeUndefined()
    expect(findParam(params, 'a.polluted')).toBeUndefined()
    expect(Reflect.has({}, 'polluted')).toBe(false)
  })

  test('in XML is a key like another', () => {
    const params = paramsOf({ contentType: XML, body: '<__proto__><a>1</a></__proto__>' })
    expect(findParam(params, '__proto__.a')).toBe('1')
  })

  test('names that every object has are absent', () => {
    const params = paramsOf({})
    for (const name of ['constructor', 'toString', 'size', 'get']) {
      expect(findParam(params, name)).toBeUndefined()
    }
  })
})

describe('query and body', () => {
  test('are merged, and the body wins', () => {
    const sent = { query: 'a=1&b=2&c[x]=3', contentType: JSON_TYPE, body: '{"b":4,"c":{"y":5}}' }
    expect(plain(paramsOf(sent))).toEqual({ a: '1', b: 4, c: { y: 5 } })
  })

  test('a fragment is no part of the query', () => {
    expect(plain(paramsOf({ query: 'a=1#b=2' }))).toEqual({ a: '1' })
  })
})

describe('XML', () => {
  const rows: readonly (readonly [string, string, unknown])[] = [
    ['nothing', ' ', {}],
    ['dashes are underscores', '<a-b><c-d>1</c-d></a-b>', { a_b: { c_d: '1' } }],
    ['empty elements', '<a><b/><c></c></a>', { a: { b: '', c: '' } }],
    ['nil', '<a><b nil="true"/></a>', { a: { b: null } }],
    ['types are left as text', '<a><b type="integer">1</b></a>', { a: { b: '1' } }],
    ['repeated elements', '<a><b>1</b><b>2</b></a>', { a: { b: ['1', '2'] } }],
    ['arrays', '<a><bs type="array"><b>1</b></bs></a>', { a: { bs: ['1'] } }],
    [
      'entities and references',
      '<a>&lt;&amp;&gt;&quot;&apos;&#65;&#x1F600;</a>',
      { a: `<&>"'A😀` },
    ],
    [
      'CDATA and comments',
      '<!-- x --><a><![CDATA[<b>&amp;]]><!-- y -->z</a>',
      {
        a: '<b>&amp;z',
      },
    ],
    ['white space between elements', '<a>\n  <b>1</b>\n</a>\n', { a: { b: '1' } }],
  ]
  test.each(rows)('%s', (_name, body, expected) => {
    expect(plain(paramsOf({ contentType: 'text/xml; charset=utf-8', body }))).toEqual(expected)
  })

  const broken: readonly (readonly [string, string])[] = [
    ['a document type', '<!DOCTYPE a [<!ENTITY x "y">]><a>&x;</a>'],
    ['an external entity', '<!DOCTYPE a SYSTEM "file:///etc/passwd"><a/>'],
    ['an entity of its own', '<a>&x;</a>'],
    ['an entity without an end', '<a>&amp</a>'],
    ['a reference to no character', '<a>&#x110000;</a>'],
    ['another encoding', '<?xml version="1.0" encoding="UTF-16"?><a/>'],
    ['an instruction', '<a><?php x ?></a>'],
    ['two roots', '<a/><b/>'],
    ['no root', 'text'],
    ['crossed elements', '<a><b></a></b>'],
    ['an element left open', '<a>'],
    ['an end alone', '</a>'],
    ['text after the root', '<a/>x'],
    ['a comment left open', '<a/><!-- '],
    ['CDATA left open', '<a><![CDATA[x</a>'],
    ['a bad attribute', '<a b=c/>'],
  ]
  test.each(broken)('refuses %s', (_name, body) => {
    expect(read({ contentType: XML, body })).toEqual({ ok: false, reason: 'malformed-xml' })
  })
})

describe('what cannot be read', () => {
  const levels = MOST_LEVELS
  const rows: readonly (readonly [string, Sent, UnreadableReason])[] = [
    ['bytes that are not UTF-8', { query: 'a=%FF' }, 'invalid-utf8'],
    ['a key that is not UTF-8', { body: '%C3=1' }, 'invalid-utf8'],
    ['an escape cut short', { query: 'a=100%' }, 'invalid-utf8'],
    ['an escape of no digits', { body: 'a=%zz' }, 'invalid-utf8'],
    ['half a surrogate pair in UTF-8', { query: 'a=%ED%A0%80' }, 'invalid-utf8'],
    [
      'half a surrogate pair in JSON',
      { contentType: JSON_TYPE, body: String.raw`{"a":"\ud800"}` },
      'invalid-utf8',
    ],
    [
      'JSON that is not UTF-8',
      { contentType: JSON_TYPE, body: Uint8Array.of(0x22, 0xff, 0x22) },
      'invalid-utf8',
    ],
    ['NUL in a query', { query: 'a=%00' }, 'nul-character'],
    ['NUL in a key', { query: 'a%00b=1' }, 'nul-character'],
    [
      'NUL in JSON',
      { contentType: JSON_TYPE, body: String.raw`{"a":["\u0000"]}` },
      'nul-character',
    ],
    [
      'NUL in a JSON key',
      { contentType: JSON_TYPE, body: String.raw`{"\u0000":1}` },
      'nul-character',
    ],
    ['NUL in XML', { contentType: XML, body: '<a>&#0;</a>' }, 'nul-character'],
    ['broken JSON', { contentType: JSON_TYPE, body: '{"a":' }, 'malformed-json'],
    ['a JSON list', { contentType: JSON_TYPE, body: '[]' }, 'not-an-object'],
    ['a JSON null', { contentType: JSON_TYPE, body: 'null' }, 'not-an-object'],
    ['a JSON text', { contentType: JSON_TYPE, body: '"a"' }, 'not-an-object'],
    ['text and hash', { query: 'a=1&a[b]=2' }, 'conflicting-parameters'],
    ['hash and text', { query: 'a[b]=2&a=1' }, 'conflicting-parameters'],
    ['hash and list', { query: 'a[b]=2&a[]=1' }, 'conflicting-parameters'],
    ['list and hash', { query: 'a[]=2&a[b]=1' }, 'conflicting-parameters'],
    ['list and text', { query: 'a[]=2&a=1' }, 'conflicting-parameters'],
    ['conflict in an element', { query: 'a[][b]=1&a[][b][c]=2' }, 'conflicting-parameters'],
    ['deep brackets', { query: `a${'[b]'.repeat(levels)}=1` }, 'too-deep'],
    ['deep lists', { query: `a${'[]'.repeat(levels)}=1` }, 'too-deep'],
    [
      'deep JSON',
      { contentType: JSON_TYPE, body: `${'{"a":'.repeat(levels + 1)}1${'}'.repeat(levels + 1)}` },
      'too-deep',
    ],
    [
      'JSON deeper than the stack',
      { contentType: JSON_TYPE, body: `{"a":${'['.repeat(30_000)}${']'.repeat(30_000)}}` },
      'too-deep',
    ],
    ['deep XML', { contentType: XML, body: '<a>'.repeat(levels + 1) }, 'too-deep'],
    ['many pairs', { query: 'a=1&'.repeat(MOST_PARAMETERS + 1) }, 'too-many-parameters'],
    [
      'many JSON elements',
      { contentType: JSON_TYPE, body: `{"a":[${'1,'.repeat(MOST_PARAMETERS)}1]}` },
      'too-many-parameters',
    ],
    [
      'many XML elements',
      { contentType: XML, body: `<a>${'<b/>'.repeat(MOST_PARAMETERS)}</a>` },
      'too-many-parameters',
    ],
    ['a long query', { query: `a=${'x'.repeat(MOST_BYTES)}` }, 'too-large'],
    ['a long body', { body: `a=${'x'.repeat(MOST_BYTES)}` }, 'too-large'],
    [
      'a multipart form',
      { contentType: 'multipart/form-data; boundary=x', body: '--x--' },
      'unsupported-media-type',
    ],
    ['plain text', { contentType: 'text/plain', body: 'a=1' }, 'unsupported-media-type'],
  ]
  test.each(rows)('%s', (_name, sent, reason) => {
    expect(read(sent)).toEqual({ ok: false, reason })
  })

  test('text that is not UTF-8 is 60005, all else 60002', () => {
    expect(unreadableFailure('invalid-utf8')).toEqual({ error: 'invalidUtf8' })
    expect(unreadableFailure('malformed-json')).toEqual({ error: 'invalidRequest' })
  })

  test('the deepest and the most that is allowed', () => {
    expect(read({ query: `a${'[b]'.repeat(levels - 1)}=1` }).ok).toBe(true)
    expect(
      read({
        contentType: JSON_TYPE,
        body: `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`,
      }).ok,
    ).toBe(true)
    expect(read({ query: 'a=1&'.repeat(MOST_PARAMETERS) }).ok).toBe(true)
  })

  test('an empty body of any kind is no error', () => {
    for (const contentType of ['multipart/form-data', 'text/plain', JSON_TYPE, XML, FORM, 'x']) {
      expect(plain(paramsOf({ contentType, body: '' }))).toEqual({})
    }
  })
})

function valueOf<T>(result: { readonly ok: boolean; readonly value?: T }): T | undefined {
  expect(result.ok).toBe(true)
  return result.value
}

describe('accessors', () => {
  const params = paramsOf({
    contentType: JSON_TYPE,
    body: '{"s":"x","n":1,"f":1.5,"b":true,"z":null,"e":"","l":[1],"h":{"k":"v"},"el":[],"eh":{}}',
  })

  test.each([
    ['s', 'x'],
    ['n', '1'],
    ['f', '1.5'],
    ['b', 'true'],
    ['e', ''],
    ['z', undefined],
    ['absent', undefined],
    ['s.k', undefined],
    ['h.k', 'v'],
  ])('stringParam of %s', (path, value) => {
    expect(stringParam(params, path)).toEqual({ ok: true, value })
  })

  test.each([
    ['true', true],
    ['True', true],
    ['TRUE', true],
    ['1', true],
    ['false', false],
    ['False', false],
    ['0', false],
    ['', undefined],
  ])('booleanParam of %s', (text, value) => {
    const read = paramsOf({ query: `force=${text}` })
    expect(booleanParam(read, 'force')).toEqual({ ok: true, value })
  })

  test('booleanParam of JSON', () => {
    expect(booleanParam(params, 'b')).toEqual({ ok: true, value: true })
    expect(booleanParam(params, 'n')).toEqual({ ok: true, value: true })
    expect(booleanParam(params, 'z')).toEqual({ ok: true, value: undefined })
  })

  test.each([
    ['1', 1],
    ['%2B1', 1],
    ['+1', 1],
    ['-5', -5],
    ['007', 7],
    ['', undefined],
  ])('integerParam of %s', (text, value) => {
    expect(integerParam(paramsOf({ query: `n=${text}` }), 'n')).toEqual({ ok: true, value })
  })

  test('hashParam and listParam', () => {
    expect(plain(valueOf(hashParam(params, 'h')))).toEqual({ k: 'v' })
    expect(plain(valueOf(hashParam(params, 'el')))).toEqual({})
    expect(valueOf(hashParam(params, 'e'))).toBeUndefined()
    expect(plain(valueOf(listParam(params, 'l')))).toEqual([1])
    expect(plain(valueOf(listParam(params, 'eh')))).toEqual([])
    expect(valueOf(listParam(params, 'z'))).toBeUndefined()
  })

  const wrong: readonly (readonly [
    string,
    ReturnType<typeof stringParam> | object,
    string,
    string,
  ])[] = [
    ['a hash for text', stringParam(params, 'h'), 'h', 'Hash is not a valid String'],
    ['a list for text', stringParam(params, 'l'), 'l', 'Array is not a valid String'],
    ['an unknown spelling', booleanParam(params, 's'), 's', "'x' is not a valid Boolean"],
    ['a list for a boolean', booleanParam(params, 'l'), 'l', 'Array is not a valid Boolean'],
    ['text for a number', integerParam(params, 's'), 's', "'x' is not a valid Integer"],
    ['a fraction', integerParam(params, 'f'), 'f', "'1.5' is not a valid Integer"],
    ['a hash for a number', integerParam(params, 'h'), 'h', 'Hash is not a valid Integer'],
    ['text for a hash', hashParam(params, 's'), 's', "'x' is not a valid Hash"],
    ['a list for a hash', hashParam(params, 'l'), 'l', 'Array is not a valid Hash'],
    ['a hash for a list', listParam(params, 'h'), 'h', 'Hash is not a valid Array'],
  ]
  test.each(wrong)('%s is named', (_name, result, name, reason) => {
    expect(result).toEqual({ ok: false, failure: { error: 'invalidParameter', name, reason } })
  })

  test('a number too large to be exact is no integer', () => {
    const read = paramsOf({ query: 'n=9007199254740993' })
    expect(integerParam(read, 'n').ok).toBe(false)
  })
})

describe('nothing throws', () => {
  const contentTypes = fc.oneof(
    fc.constantFrom(undefined, '', FORM, JSON_TYPE, XML, 'text/xml', 'multipart/form-data', ';;'),
    fc.string(),
  )
  const bodies = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    fc.json().map((text) => new TextEncoder().encode(text)),
    fc.stringMatching(/^[ab<>/&;=!?[\]"'#x0-9 -]*$/).map((text) => new TextEncoder().encode(text)),
  )
  const urls = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.stringMatching(/^[?&=[\]%+ab0]*$/).map((query) => `/x?${query}`),
  )

  test('on any request, nor on reading what came of it', () => {
    fc.assert(
      fc.property(urls, contentTypes, fc.option(bodies), (url, contentType, body) => {
        const result = readParams({ url, contentType, body: body ?? undefined })
        const params = result.ok ? result.params : new Map()
        const failure = result.ok ? undefined : unreadableFailure(result.reason)
        expect(failure?.error ?? 'invalid').toMatch(/^invalid/)
        for (const path of [...params.keys(), 'a', 'a.b', 'a.b.0', '']) {
          for (const accessor of [stringParam, booleanParam, integerParam, hashParam, listParam]) {
            expect(accessor(params, path).ok).toBeTypeOf('boolean')
          }
        }
      }),
      { numRuns: 2000 },
    )
  })

  test('any text survives the query', () => {
    const text = fc.string({ unit: 'grapheme' }).filter((value) => !value.includes('\u0000'))
    fc.assert(
      fc.property(text, (value) => {
        const query = new URLSearchParams({ 'a[b]': value }).toString()
        expect(stringParam(paramsOf({ query }), 'a.b')).toEqual({ ok: true, value })
      }),
    )
  })
})
