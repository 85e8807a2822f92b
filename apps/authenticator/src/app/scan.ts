/** Reads QR codes out of pictures: with what the browser has, else with jsQR, which is fetched only then. */

type Picture = HTMLVideoElement | ImageBitmap

/** Of Chromium and Android's WebView; not in the DOM types yet. */
interface BarcodeDetectorLike {
  readonly detect: (picture: Picture) => Promise<readonly { readonly rawValue: string }[]>
}

export type ReadQr = (picture: Picture) => Promise<string | undefined>

export async function createQrReader(): Promise<ReadQr> {
  const detector = await findDetector()
  if (detector !== undefined) {
    return async (picture) => (await detector.detect(picture))[0]?.rawValue
  }
  const { default: jsQr } = await import('jsqr')
  const canvas = document.createElement('canvas')
  return async (picture) => {
    const { width, height } = fit(sizeOf(picture))
    if (width === 0) return undefined
    canvas.width = width
    canvas.height = height
    const context = canvas.getContext('2d', { willReadFrequently: true })
    if (context === null) return undefined
    context.drawImage(picture, 0, 0, width, height)
    return jsQr.default(context.getImageData(0, 0, width, height).data, width, height)?.data
  }
}

export async function readQrFile(file: Blob): Promise<string | undefined> {
  const picture = await createImageBitmap(file).catch(() => undefined)
  if (picture === undefined) return undefined
  const read = await createQrReader()
  return (await read(picture)) || undefined
}

/** Looks at the camera until a code is in sight or `signal` ends it. */
export async function scanCamera(
  video: HTMLVideoElement,
  signal: AbortSignal,
): Promise<string | undefined> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: { facingMode: 'environment', width: { ideal: 1280 } },
  })
  try {
    video.srcObject = stream
    await video.play()
    const read = await createQrReader()
    while (!signal.aborted) {
      const found = await read(video)
      if (found !== undefined && found !== '') return found
      await nextFrame()
    }
    return undefined
  } finally {
    for (const track of stream.getTracks()) track.stop()
    video.srcObject = null
  }
}

async function findDetector(): Promise<BarcodeDetectorLike | undefined> {
  const Detector = Reflect.get(globalThis, 'BarcodeDetector') as
    | ((new (options: { formats: readonly string[] }) => BarcodeDetectorLike) & {
        getSupportedFormats: () => Promise<readonly string[]>
      })
    | undefined
  const formats = (await Detector?.getSupportedFormats().catch(() => [])) ?? []
  return Detector !== undefined && formats.includes('qr_code')
    ? new Detector({ formats: ['qr_code'] })
    : undefined
}

function sizeOf(picture: Picture): { readonly width: number; readonly height: number } {
  return picture instanceof HTMLVideoElement
    ? { width: picture.videoWidth, height: picture.videoHeight }
    : picture
}

/** jsQR's time grows with the picture, and more than this shows it nothing new. */
const MOST_PIXELS_ACROSS = 1_000

function fit({ width, height }: { readonly width: number; readonly height: number }) {
  const scale = Math.min(1, MOST_PIXELS_ACROSS / Math.max(width, height, 1))
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}

function nextFrame(): Promise<void> {
  // Four looks a second find a code as soon as a hand holds still, and leave the battery alone.
  return new Promise((resolve) => setTimeout(resolve, 250))
}
