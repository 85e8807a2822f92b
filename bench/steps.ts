import type { Profiler } from 'node:inspector'

/** Where a frame stands: the step is that of the first line whose patterns fit it. */
interface Place {
  readonly step: string
  readonly file: RegExp
  readonly of?: RegExp
}

/** Names of what reads, in both stores. */
const READS = /^(load|find|read)/

const PLACES: readonly Place[] = [
  { step: 'parse the request', file: /\/http\/authy\/(param|parse|text)/ },
  { step: 'authenticate the app', file: /\/actions\/(find-app|api-key|access-keys)\.ts/ },
  { step: 'render the answer', file: /\/(packages\/wire\/src|http\/authy\/(respond|device))/ },
  { step: 'read', file: /\/store\/(sqlite|postgres)\/hot/, of: READS },
  { step: 'write', file: /\/store\/(sqlite|postgres)\/hot/ },
  { step: 'open and seal what is secret', file: /\/store\/vault\.ts/ },
  { step: 'write the log back into the file', file: /\/store\/sqlite\/checkpoint\.ts/ },
  { step: 'commit', file: /\/store\/sqlite\/(writer|work|queries|durability|kysely)\.ts/ },
  {
    step: 'queue and hand over',
    file: /\/store\/(group-commit|acts|open|user-key|sqlite\/(open|thread|thread-port|lock|protocol))\.ts|node:internal\/worker/,
  },
  { step: 'talk to PostgreSQL', file: /\/store\/postgres\/|node_modules\/pg/ },
  { step: 'decide', file: /\/(domain|actions\/hot|packages\/otp\/src)\// },
  {
    step: 'keep the log of requests',
    file: /\/actions\/(request-log|counter-tally)\.ts|\/mask-body\.ts/,
  },
  {
    step: 'metrics and lines of the log',
    file: /node_modules\/(pino|prom-client|sonic-boom|fast-redact)|\/metrics\.ts/,
  },
  {
    step: 'follow the logs, and the worker',
    file: /\/(worker|following|retention|at-ease|worker\.ts)/,
  },
  {
    step: 'Fastify',
    file: /node_modules\/(@fastify|fastify|find-my-way|light-my-request|secure-json|fast-|avvio)/,
  },
  {
    step: 'Node: HTTP and sockets',
    file: /^node:(_http|net|_stream|internal\/(stream|http|timers|process|js_stream)|stream|timers|events)/,
  },
  { step: 'route and act', file: /\/apps\/server\/src\// },
]

const GARBAGE = 'collect garbage'
const NATIVE = 'Node: native code, and system calls'
const ELSE = 'everything else'

/** Microseconds that a thread spent in each step; `idle` are those in which it had nothing to do. */
export interface ThreadSteps {
  readonly steps: ReadonlyMap<string, number>
  readonly idleUs: number
}

/**
 * Sorts samples into steps. A sample belongs to the innermost frame that has a place: a hash that is made
 * while the app is looked up is part of authenticating, a socket that Fastify writes to is part of Node.
 */
export function stepsOf({ nodes, samples = [], timeDeltas = [] }: Profiler.Profile): ThreadSteps {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const parentOf = new Map(
    nodes.flatMap(({ id, children }) => (children ?? []).map((c) => [c, id])),
  )
  const known = new Map<number, string>()
  const steps = new Map<string, number>()
  let idleUs = 0

  function stepOf(id: number): string {
    const before = known.get(id)
    if (before !== undefined) return before
    const { functionName, url } = byId.get(id)?.callFrame ?? { functionName: '', url: '' }
    const parent = parentOf.get(id)
    const step = placeOf(functionName, url) ?? (parent === undefined ? ELSE : stepOf(parent))
    known.set(id, step)
    return step
  }

  for (const [index, id] of samples.entries()) {
    const us = timeDeltas[index] ?? 0
    const step = stepOf(id)
    if (step === IDLE) idleUs += us
    else steps.set(step, (steps.get(step) ?? 0) + us)
  }
  return { steps, idleUs }
}

const IDLE = 'idle'

function placeOf(name: string, url: string): string | undefined {
  if (name === '(idle)') return IDLE
  if (name === '(garbage collector)') return GARBAGE
  if (name === '(program)') return NATIVE
  return PLACES.find(({ file, of }) => file.test(url) && (of === undefined || of.test(name)))?.step
}
