import { registerHooks } from 'node:module'
import { GUARDS } from './guards.ts'

// Loaded before anything else (`node --import`), also in worker threads: each guard can then be taken away
// from the service as it runs, by its name. No file is changed.

declare global {
  /** The name of the guard that is taken away. */
  var brokenGuard: string | undefined
}

globalThis.brokenGuard = process.env['BROKEN_GUARD']

const SOURCES = new URL('../../apps/server/src/', import.meta.url).href
const found = new Set<string>()

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    const changes = url.startsWith(SOURCES) ? changesOf(url.slice(SOURCES.length)) : []
    if (changes.length === 0 || loaded.source === undefined || loaded.source === null) return loaded
    // A module of the service is text.
    let source = Buffer.from(loaded.source as Uint8Array).toString()
    for (const { guard, file, text, instead } of changes) {
      const parts = source.split(text)
      if (parts.length !== 2)
        throw new Error(
          `${file} has ${parts.length - 1} times what the guard "${guard}" rests on: ${text}`,
        )
      const broken = `(globalThis.brokenGuard === ${JSON.stringify(guard)})`
      source = parts.join(instead.replaceAll('BROKEN', broken))
      found.add(file)
    }
    return { ...loaded, source }
  },
})

function changesOf(file: string) {
  return GUARDS.flatMap(({ name, changes }) =>
    changes.filter((change) => change.file === file).map((change) => ({ guard: name, ...change })),
  )
}

/** Which files were changed as they were loaded: those of a guard that nobody loaded guard nothing. */
export function changedFiles(): ReadonlySet<string> {
  return found
}
