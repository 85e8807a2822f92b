/** Pages are named by what follows `#`: nothing on the server needs to know them, and they work offline. */
export type Route =
  | {
      readonly page:
        | 'codes'
        | 'add'
        | 'history'
        | 'devices'
        | 'settings'
        | 'lock'
        | 'transfer'
        | 'setup'
    }
  | { readonly page: 'approval' | 'new-device' | 'account'; readonly id: string }

const PLAIN_PAGES = ['add', 'history', 'devices', 'settings', 'lock', 'transfer', 'setup'] as const
const PAGES_OF_ONE = ['approval', 'new-device', 'account'] as const

export function parseRoute(hash: string): Route {
  const [name = '', id = ''] = hash.replace(/^#\/?/, '').split('/')
  const plain = PLAIN_PAGES.find((page) => page === name)
  if (plain !== undefined) return { page: plain }
  const ofOne = PAGES_OF_ONE.find((page) => page === name)
  // Ids are UUIDs, or random letters of ours: nothing else is asked for.
  return ofOne !== undefined && /^[\w-]{1,64}$/.test(id) ? { page: ofOne, id } : { page: 'codes' }
}

export function formatRoute(route: Route): string {
  if ('id' in route) return `#/${route.page}/${route.id}`
  return route.page === 'codes' ? '#/' : `#/${route.page}`
}
