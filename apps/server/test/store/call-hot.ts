import type { RunActs } from '../../src/store/acts.ts'
import type { HotTransaction } from '../../src/store/hot.ts'
import type { Store } from '../../src/store/open.ts'

type Method = keyof HotTransaction

/** Acts that are the methods of the hot transaction by name, and `fail`, which throws. For both threads. */
export const callHot: RunActs = async ({ tx }, inputs) => {
  const outputs: unknown[] = []
  for (const { act, input } of inputs) {
    if (act === 'fail') throw new Error(`fail ${String(input)}`)
    // `hot` below is the one caller; it takes a method's name with the arguments of that method.
    const method = tx[act as Method] as (...args: readonly unknown[]) => Promise<unknown>
    outputs.push(await method(...(input as readonly unknown[])))
  }
  return outputs
}

/** Calls one method of the hot transaction, in a transaction of its own. */
export async function hot<M extends Method>(
  store: Store,
  method: M,
  ...args: Parameters<HotTransaction[M]>
): Promise<Awaited<ReturnType<HotTransaction[M]>>> {
  // What comes back is what the method returned, on SQLite through a structured clone.
  return (await store.runAct(method, `${method}/${nextKey++}`, args)) as Awaited<
    ReturnType<HotTransaction[M]>
  >
}

/** Calls wait for none of another key; the tests await each where the order matters. */
let nextKey = 0
