/** Puts a compressed copy beside each file of a built app that browsers take compressed. */
export function compressBuild(folder: string): void
