const SORTS = ['name', '-name', 'created', '-created'] as const
const PLANS = ['production', 'sandbox'] as const

/** What the address says of the list. */
export interface AppsSearch {
  readonly q?: string
  readonly plan?: (typeof PLANS)[number]
  readonly sort?: (typeof SORTS)[number]
  readonly after?: string
}

export function isPlan(text: unknown): text is (typeof PLANS)[number] {
  return PLANS.some((plan) => plan === text)
}

export function isSort(text: unknown): text is (typeof SORTS)[number] {
  return SORTS.some((sort) => sort === text)
}

export function readAppsSearch(search: Readonly<Record<string, unknown>>): AppsSearch {
  const { q, plan, sort, after } = search
  return {
    // The router reads numbers out of the address where a text looks like one.
    ...(typeof q === 'string' || typeof q === 'number' ? { q: String(q) } : {}),
    ...(isPlan(plan) ? { plan } : {}),
    ...(isSort(sort) ? { sort } : {}),
    ...(typeof after === 'string' ? { after } : {}),
  }
}
