import { countSealedFields } from '@countersign/server'
import type { Invocation } from '../invocation.ts'
import { withDeps } from '../open.ts'
import { DONE, failure, type Outcome } from '../outcome.ts'

export async function showKeys({ print }: Invocation): Promise<Outcome> {
  return await withDeps(print, async (deps) => {
    const counts = await countSealedFields(deps)
    const ring = deps.vault.keyIds
    const [first = '', ...former] = ring
    const unknown = [...counts.keys()].filter((id) => !ring.includes(id))
    for (const id of [...ring, ...unknown]) {
      const fields = counts.get(id) ?? 0
      const use = id === first ? 'seals and opens' : ring.includes(id) ? 'opens' : 'missing'
      print.result({ key: id, use, fields }, `key ${id}  ${use}  ${fields} sealed fields`)
    }
    if (unknown.length > 0)
      return failure(
        `Fields are sealed with key ${unknown.join(', ')}, which MASTER_KEY does not name.`,
        'Name it there again, last, until everything is sealed with the first.',
      )
    if (former.length === 0) return DONE
    const left = former.filter((id) => (counts.get(id) ?? 0) > 0)
    print.text(
      left.length === 0
        ? `\nEverything is sealed with key ${first}: ${former.join(', ')} may go from MASTER_KEY.`
        : `\nKey ${left.join(', ')} must stay in MASTER_KEY: a running server seals its fields anew, with ${first}.`,
    )
    return DONE
  })
}
