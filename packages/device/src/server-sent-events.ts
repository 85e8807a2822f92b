import { DeviceError } from './device-error.ts'

/** One event of a stream as it was sent. */
export interface SentEvent {
  readonly name: string
  readonly data: string
  /** Absent where the event has none. */
  readonly id: string | undefined
}

/** No event of this protocol comes near it; a stream that never ends a line is no stream of ours. */
const MOST_BUFFERED = 262_144

/**
 * Reads a stream of server-sent events as it comes (WHATWG HTML §9.2.6): each call takes the next piece of
 * text, cut anywhere, and gives the events that are complete with it.
 *
 * @throws DeviceError `bad-answer` for an event of more than 256 Ki characters.
 */
export function createEventParser(): (piece: string) => readonly SentEvent[] {
  let rest = ''
  let block: Block = EMPTY
  let wasReturn = false
  return (piece) => {
    // Lines end in CR, LF or CRLF, and a CRLF may be cut in two.
    const text = wasReturn && piece.startsWith('\n') ? piece.slice(1) : piece
    if (piece !== '') wasReturn = piece.endsWith('\r')
    const lines = (rest + text).split(/\r\n|\n|\r/)
    rest = lines.pop() ?? ''
    const events: SentEvent[] = []
    for (const line of lines) {
      if (line !== '') {
        block = withLine(block, line)
        continue
      }
      // A block without data is no event: the specification drops it.
      if (block.data.length > 0) {
        events.push({ name: block.name, data: block.data.join('\n'), id: block.id })
      }
      block = EMPTY
    }
    if (rest.length + block.data.reduce((sum, { length }) => sum + length, 0) > MOST_BUFFERED) {
      throw new DeviceError('bad-answer', 'An event of the live updates is too long.')
    }
    return events
  }
}

interface Block {
  readonly name: string
  readonly data: readonly string[]
  readonly id: string | undefined
}

const EMPTY: Block = { name: 'message', data: [], id: undefined }

function withLine(block: Block, line: string): Block {
  const colon = line.indexOf(':')
  const field = colon < 0 ? line : line.slice(0, colon)
  const value = colon < 0 ? '' : line.slice(colon + 1).replace(/^ /, '')
  switch (field) {
    case 'event':
      return { ...block, name: value === '' ? 'message' : value }
    case 'data':
      return { ...block, data: [...block.data, value] }
    case 'id':
      // One with a NUL is to be ignored, and so is one that could not be sent back in a header.
      return /^[\x20-\x7e]*$/.test(value) ? { ...block, id: value } : block
    default:
      // A comment, `retry`, which this device decides for itself, or a field yet to be invented.
      return block
  }
}
