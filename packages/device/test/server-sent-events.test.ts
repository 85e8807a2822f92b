import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createEventParser } from '../src/server-sent-events.ts'

const parsed = (...pieces: readonly string[]) => {
  const parse = createEventParser()
  return pieces.flatMap((piece) => parse(piece))
}

describe('server-sent events', () => {
  it.each([
    ['a name, data and an id', 'event: a\ndata: 1\nid: 7\n\n', { name: 'a', data: '1', id: '7' }],
    ['CRLF', 'event: a\r\ndata: 1\r\n\r\n', { name: 'a', data: '1' }],
    ['CR', 'event: a\rdata: 1\r\r', { name: 'a', data: '1' }],
    ['data of several lines', 'data: 1\ndata: 2\ndata:\ndata: 4\n\n', { data: '1\n2\n\n4' }],
    ['a comment in between', ': hello\ndata: 1\n: there\n\n', { data: '1' }],
    ['no name', 'data: 1\n\n', { name: 'message' }],
    ['an empty name', 'event:\ndata: 1\n\n', { name: 'message' }],
    ['no space after the colon', 'event:a\ndata:1\n\n', { name: 'a', data: '1' }],
    ['two spaces, of which one is data', 'data:  1\n\n', { data: ' 1' }],
    ['a colon in the data', 'data: {"a":1}\n\n', { data: '{"a":1}' }],
    ['a line without a colon', 'data\n\n', { data: '' }],
    ['fields that nobody knows', 'colour: red\ndata: 1\nretry: 5\n\n', { data: '1' }],
    ['an id with a NUL, which is none', 'id: a\0b\ndata: 1\n\n', { id: undefined }],
    ['an id that no header could carry', 'id: a\u00e4\ndata: 1\n\n', { id: undefined }],
    ['an empty id', 'id\ndata: 1\n\n', { id: '' }],
  ])('are read with %s', (_, text, event) => {
    expect(parsed(text)).toEqual([expect.objectContaining(event)])
  })

  it.each([
    ['comments alone', ': 1\n\n: 2\n\n'],
    ['a block without data', 'event: a\nid: 1\n\n'],
    ['one that is not complete', 'event: a\ndata: 1\n'],
    ['nothing', ''],
  ])('give none for %s', (_, text) => {
    expect(parsed(text)).toEqual([])
  })

  it('do not carry the name or id of one over to the next', () => {
    expect(parsed('event: a\nid: 1\ndata: 1\n\ndata: 2\n\n')[1]).toEqual({
      name: 'message',
      data: '2',
      id: undefined,
    })
  })

  it('come at once where a lone CR ends them, and a CRLF cut in two is one line end', () => {
    expect(parsed('data: 1\r\r')).toHaveLength(1)
    expect(parsed('data: 1\r', '\ndata: 2\r', '', '\n\r\n')).toEqual([
      { name: 'message', data: '1\n2', id: undefined },
    ])
  })

  it('are the same wherever the stream is cut', () => {
    const stream =
      'event: hello\r\ndata: {"time":1}\r\n\r\n: still here\n\nid: 12\nevent: approval-requested\ndata: {"uuid":\ndata: "a"}\n\ndata: x\r\rid: 13\ndata: last\n\n'
    const whole = parsed(stream)
    expect(whole).toHaveLength(4)
    fc.assert(
      fc.property(fc.array(fc.nat(stream.length)), (cuts) => {
        const at = [0, ...cuts.sort((a, b) => a - b), stream.length]
        const pieces = at.slice(1).map((end, index) => stream.slice(at[index], end))
        expect(parsed(...pieces)).toEqual(whole)
      }),
    )
  })

  it('refuse to grow without end', () => {
    const parse = createEventParser()
    const grow = () => {
      for (let count = 0; count < 300; count += 1) parse('x'.repeat(1024))
    }
    expect(grow).toThrow(expect.objectContaining({ code: 'bad-answer' }))
    const lines = createEventParser()
    const growByLines = () => {
      for (let count = 0; count < 300; count += 1) lines(`data: ${'x'.repeat(1024)}\n`)
    }
    expect(growByLines).toThrow(expect.objectContaining({ code: 'bad-answer' }))
  })
})
