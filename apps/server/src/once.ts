/** The result of the first call, for all that come after it: what a start need not wait for is made when it is first needed. */
export function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined
  return () => (made ??= { value: make() }).value
}
