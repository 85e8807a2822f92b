import { registerHooks } from 'node:module'
import { GUARDS } from './guards.ts'

// Loaded before anything else (`node --import`), also in worker threads: each guard can then be taken away
// from the service as it runs, by its name. No file is changed.

declare global {
  /** The name of the guard that is taken away, or the runs in which all those are that they see. */
  var brokenGuard: string | undefined
}

globalThis.brokenGuard = process.env['BROKEN_GUARD']

const SOURCES = new URL('../../apps/server/src/', import.meta.url).href

registerHooks({
  load(url, context, nextLoad) {
    const loaded = nextLoad(url, context)
    const changes = url.startsWith(SOURCES) ? changesOf(url.slice(SOURCES.length)) : []
    if (changes.length === 0 || loaded.source === undefined || loaded.source === null) return loaded
    // A module of the service is text.
    let source = Buffer.from(loaded.source as Uint8Array).toString()
    for (const { names, file, text, instead } of changes) {
      const parts = source.split(text)
      if (parts.length !== 2)
        throw new Error(
          `${file} has ${parts.length - 1} times what the guard "${names[0]}" rests on: ${text}`,
        )
      const broken = `${JSON.stringify(names)}.includes(globalThis.brokenGuard)`
      source = parts.join(instead.replaceAll('BROKEN', broken))
    }
    return { ...loaded, source }
  },
})

function changesOf(file: string) {
  return GUARDS.flatMap(({ name, seenBy, changes }) =>
    changes
      .filter((change) => change.file === file)
      .map((change) => ({ names: [name, seenBy], ...change })),
  )
}
