import { crc32, deflateSync } from 'node:zlib'

const SIGNATURE = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** IHDR after width and height: 1 bit to a pixel, greyscale, and the only compression, filter and interlace there are. */
const ONE_BIT_GREY = [1, 0, 0, 0, 0]

/** A square picture of black and white as a PNG (RFC 2083): a hundredth of the bytes of one in colour. */
export function encodePng(
  size: number,
  isBlack: (row: number, column: number) => boolean,
): Uint8Array<ArrayBuffer> {
  // Each row is a byte for its filter (none) and a bit for each pixel, of which 1 is white.
  const rowBytes = 1 + Math.ceil(size / 8)
  const rows = Buffer.alloc(rowBytes * size)
  for (let row = 0; row < size; row += 1) {
    for (let column = 0; column < size; column += 1) {
      if (isBlack(row, column)) continue
      const at = row * rowBytes + 1 + (column >> 3)
      rows.writeUInt8(rows.readUInt8(at) | (0x80 >> (column & 7)), at)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(size, 0)
  header.writeUInt32BE(size, 4)
  header.set(ONE_BIT_GREY, 8)
  const chunks = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', [])]
  return Uint8Array.from(Buffer.concat([SIGNATURE, ...chunks]))
}

/** Length, type, data and the CRC of type and data (RFC 2083 §3.2). */
function chunk(type: string, data: Uint8Array | readonly number[]): Buffer {
  const typed = Buffer.concat([Buffer.from(type, 'latin1'), Buffer.from(data)])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(data.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(typed))
  return Buffer.concat([length, typed, check])
}
