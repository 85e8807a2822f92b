import { create, type QRCode } from 'qrcode'

import { encodePng } from './encode-png.ts'

export interface QrRequest {
  readonly text: string
  /** Width and height in pixels. */
  readonly size: number
}

/** Far past what a page shows, and small enough that no request takes the machine's memory. */
const LARGEST_SIZE = 2048

/** Of one pixel, the camera of a phone no longer tells a module from its neighbour. */
const LEAST_PIXELS = 2

/**
 * How the symbol may stand in the picture, the most robust first: with the quiet zone of four modules
 * that ISO/IEC 18004 §6.3.8 asks for, else with one, since the page around it is mostly white as well.
 */
const LAYOUTS = [
  { errorCorrectionLevel: 'M', quietModules: 4 },
  { errorCorrectionLevel: 'L', quietModules: 4 },
  { errorCorrectionLevel: 'L', quietModules: 1 },
] as const

/**
 * A QR code of exactly so many pixels, whose modules are all the same whole number of pixels wide: a
 * scanner misreads those that are stretched. Undefined when the text has no room in that size, or is empty.
 */
export function drawQrPng({ text, size }: QrRequest): Uint8Array<ArrayBuffer> | undefined {
  if (!Number.isInteger(size) || size > LARGEST_SIZE) return undefined
  const layout = chooseLayout(text, size)
  if (layout === undefined) return undefined
  const { symbol, modules, pixels } = layout
  const margin = Math.floor((size - modules * pixels) / 2)
  const moduleAt = (pixel: number) => Math.floor((pixel - margin) / pixels)
  const isInside = (module: number) => module >= 0 && module < modules
  return encodePng(size, (row, column) => {
    const y = moduleAt(row)
    const x = moduleAt(column)
    return isInside(y) && isInside(x) && symbol.modules.get(y, x) !== 0
  })
}

/** The most robust that has pixels enough, else the most robust that has room at all. */
function chooseLayout(text: string, size: number) {
  let first: { symbol: QRCode; modules: number; pixels: number } | undefined
  for (const { errorCorrectionLevel, quietModules } of LAYOUTS) {
    const symbol = createSymbol(text, errorCorrectionLevel)
    if (symbol === undefined) continue
    const modules = symbol.modules.size
    const pixels = Math.floor(size / (modules + 2 * quietModules))
    if (pixels >= LEAST_PIXELS) return { symbol, modules, pixels }
    if (pixels >= 1) first ??= { symbol, modules, pixels }
  }
  return first
}

function createSymbol(text: string, errorCorrectionLevel: 'M' | 'L'): QRCode | undefined {
  try {
    return create(text, { errorCorrectionLevel })
  } catch {
    // With a level that exists it throws for two things alone: no text, or more than version 40 holds.
    return undefined
  }
}
