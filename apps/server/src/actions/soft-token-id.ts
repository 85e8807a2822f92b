/** The row of `authenticators` that holds a device's soft token for an app. */
export function softTokenId(deviceId: number): string {
  return `device/${deviceId}`
}

export function deviceOfSoftToken(id: string): number | undefined {
  const [, digits] = /^device\/(\d+)$/.exec(id) ?? []
  return digits === undefined ? undefined : Number(digits)
}
