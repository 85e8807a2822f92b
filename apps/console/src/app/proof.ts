/** What the service asks for before it goes on: to sign in again, or a fresh proof of who it is. */
export type ProofKind = 'sign-in' | 'fresh'

interface Waiting {
  readonly kind: ProofKind
  readonly settle: (isGiven: boolean) => void
}

type Listener = (kind: ProofKind | undefined) => void

let waiting: readonly Waiting[] = []
let listener: Listener = () => {}

/** Opens the dialog over the page and resolves once it was answered: whatever is typed below stays as it is. */
export function askForProof(kind: ProofKind): Promise<boolean> {
  return new Promise((settle) => {
    waiting = [...waiting, { kind, settle }]
    listener(kindNow())
  })
}

/** Called by the dialog: everybody who waits goes on, or gives up. */
export function settleProof(isGiven: boolean): void {
  const those = waiting
  waiting = []
  listener(undefined)
  for (const { settle } of those) settle(isGiven)
}

/** The one dialog of the app. Returns the function that ends it. */
export function watchProof(changed: Listener): () => void {
  listener = changed
  changed(kindNow())
  return () => {
    listener = () => {}
  }
}

function kindNow(): ProofKind | undefined {
  if (waiting.length === 0) return undefined
  // Whoever signs in has just proved who they are.
  return waiting.some(({ kind }) => kind === 'sign-in') ? 'sign-in' : 'fresh'
}
