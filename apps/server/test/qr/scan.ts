import { default as jsQr } from 'jsqr'
import type { PNG } from 'pngjs'

/** What a scanner sees on a screen: each pixel several of the camera's, on a white page. */
export function scan(picture: PNG): string | undefined {
  const zoom = 3
  const border = 30
  const width = picture.width * zoom + 2 * border
  const page = new Uint8ClampedArray(width * width * 4).fill(255)
  for (let y = 0; y < picture.height * zoom; y += 1) {
    for (let x = 0; x < picture.width * zoom; x += 1) {
      const from = (Math.floor(y / zoom) * picture.width + Math.floor(x / zoom)) * 4
      page.set(picture.data.subarray(from, from + 4), ((y + border) * width + x + border) * 4)
    }
  }
  return jsQr.default(page, width, width)?.data
}
