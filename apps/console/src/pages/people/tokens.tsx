import type { MessagesAnswer } from '@countersign/server/console-api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../../app/ask.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ListTable } from '../../parts/list-table.tsx'
import { useMessageColumns } from '../messages/message-columns.tsx'

/** What was sent to a person, and what became of it. */
export function Tokens({ authyId }: { readonly authyId: number }) {
  const [after, setAfter] = useState<string>()
  const columns = useMessageColumns()
  const messages = useQuery({
    queryKey: ['person', String(authyId), 'messages', after],
    queryFn: async ({ signal }) =>
      await ask<MessagesAnswer>('GET', `/people/${authyId}/messages`, { query: { after }, signal }),
    placeholderData: keepPreviousData,
  })
  return (
    <ListTable
      label="Messages to this person"
      columns={columns}
      items={messages.data?.items}
      keyOf={({ id }) => id}
      error={messages.error}
      onRetry={() => void messages.refetch()}
      next={messages.data?.next}
      isFirst={after === undefined}
      onNext={setAfter}
      onFirst={() => setAfter(undefined)}
      empty={
        <EmptyState title="Nothing was sent">
          Tokens by SMS, call or e-mail show here with what became of them.
        </EmptyState>
      }
    />
  )
}
