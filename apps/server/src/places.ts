import { extname } from 'node:path'

/**
 * Where things lie that are not imported. No other module asks for its own URL: the built command puts modules
 * together in a folder beside `src`, `dist`, in which these are at the same places, threads with the other ending.
 */
const own = import.meta.url
const ending = extname(own)

export const WRITER_THREAD = new URL(`./writer-thread${ending}`, own)
export const READER_THREAD = new URL(`./reader-thread${ending}`, own)
export const QR_THREAD = new URL(`./qr/worker${ending}`, own)
/** The page of the HTTP reference. */
export const REFERENCE_PAGE = new URL('./http/reference/page/', own)
/** Made by the build of each app; `npm start` sees to it. */
export const AUTHENTICATOR_BUILD = new URL('../../authenticator/dist/', own)
export const CONSOLE_BUILD = new URL('../../console/dist/', own)
