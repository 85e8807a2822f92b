import { useQueryClient } from '@tanstack/react-query'
import { ask } from '../../app/ask.ts'

/** Calls an act on a person in an application, and reads the person anew. */
export function useChangePerson(authyId: number, appId: number) {
  const queries = useQueryClient()
  return async (act: string, body: object = {}) => {
    const answered = await ask<unknown>('POST', `/apps/${appId}/people/${authyId}/${act}`, { body })
    await queries.invalidateQueries({ queryKey: ['person', String(authyId)] })
    return answered
  }
}
