/** Which requests of an application are shown, as the address says. */
export interface RequestsSearch {
  readonly status?: number | undefined
  readonly errorCode?: string | undefined
  readonly path?: string | undefined
  readonly requestId?: string | undefined
  readonly after?: number | undefined
}

export function readRequestsSearch(search: Record<string, unknown>): RequestsSearch {
  const { status, errorCode, path, requestId, after } = search
  return {
    status: typeof status === 'number' ? status : undefined,
    // An address that only has digits is read as a number.
    errorCode: /^60\d{3}$/.test(String(errorCode)) ? String(errorCode) : undefined,
    path: textOf(path),
    requestId: textOf(requestId),
    after: typeof after === 'number' ? after : undefined,
  }
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number'
    ? String(value).slice(0, 100)
    : undefined
}
