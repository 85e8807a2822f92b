/** What stands at a path of an answer; undefined where the answer has another shape. */
export function at(value: unknown, ...path: readonly string[]): unknown {
  let inner = value
  for (const name of path) {
    inner =
      typeof inner === 'object' && inner !== null
        ? // Own properties only: `constructor` of nothing is nothing.
          Object.getOwnPropertyDescriptor(inner, name)?.value
        : undefined
  }
  return inner
}

export function numberAt(value: unknown, ...path: readonly string[]): number {
  const found = at(value, ...path)
  if (typeof found !== 'number')
    throw new Error(`Expected a number at ${path.join('.')}, got ${JSON.stringify(value)}.`)
  return found
}

export function textAt(value: unknown, ...path: readonly string[]): string {
  const found = at(value, ...path)
  if (typeof found !== 'string')
    throw new Error(`Expected a text at ${path.join('.')}, got ${JSON.stringify(value)}.`)
  return found
}
