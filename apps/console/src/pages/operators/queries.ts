import type {
  AccountAnswer,
  InvitationListAnswer,
  OperatorAnswer,
  OperatorListAnswer,
} from '@countersign/server/console-api'
import { queryOptions } from '@tanstack/react-query'
import { ask } from '../../app/ask.ts'

export const operatorsQuery = (after: string | undefined) =>
  queryOptions({
    queryKey: ['operators', 'list', after],
    queryFn: async ({ signal }) =>
      await ask<OperatorListAnswer>('GET', '/operators', { query: { after }, signal }),
  })

export const invitationsQuery = queryOptions({
  queryKey: ['operators', 'invitations'],
  queryFn: async ({ signal }) =>
    await ask<InvitationListAnswer>('GET', '/operators/invitations', { signal }),
})

export const operatorQuery = (operatorId: number) =>
  queryOptions({
    queryKey: ['operators', 'one', operatorId],
    queryFn: async ({ signal }) =>
      await ask<OperatorAnswer>('GET', `/operators/${operatorId}`, { signal }),
  })

export const accountQuery = queryOptions({
  queryKey: ['account'],
  queryFn: async ({ signal }) => await ask<AccountAnswer>('GET', '/account', { signal }),
})
