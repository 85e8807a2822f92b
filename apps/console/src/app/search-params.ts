/** The search of an address as it came: whoever typed it may have written anything. */
export type Typed = Readonly<Record<string, unknown>>

/** A text; a number too, which the router reads from digits alone. */
export function textOf(typed: Typed, name: string): string | undefined {
  const value = typed[name]
  if (typeof value === 'number') return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
}

export function numberOf(typed: Typed, name: string): number | undefined {
  const value = Number(textOf(typed, name))
  return Number.isInteger(value) && value > 0 ? value : undefined
}

export function oneOf<Choice extends string>(
  typed: Typed,
  name: string,
  choices: readonly Choice[],
): Choice | undefined {
  const value = textOf(typed, name)
  return choices.find((choice) => choice === value)
}

/** Without what is undefined, so that an address holds only what was chosen. */
export function chosen<Search extends object>(
  search: Search,
): {
  [Name in keyof Search]?: Exclude<Search[Name], undefined>
} {
  // Only the members that are undefined are left out.
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Search]?: Exclude<Search[Name], undefined>
  }
}

/** Some members of a search, where undefined takes one away. */
export type Change<Search> = { readonly [Name in keyof Search]?: Search[Name] | undefined }

/** A search with other filters: its list begins anew. */
export function changed<Search extends { readonly after?: string }>(
  { after: _begun, ...former }: Search,
  change: Change<Search>,
) {
  return chosen({ ...former, ...change })
}
