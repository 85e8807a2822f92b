import type { ActivitiesAnswer } from '@countersign/server/console-api'
import { Code } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../../app/ask.ts'
import { eventText } from '../../app/event-text.ts'
import { useSession } from '../../app/session.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ListTable } from '../../parts/list-table.tsx'
import { Exact } from '../../parts/time.tsx'

/** What applications reported of the person. */
export function Activity({ authyId }: { readonly authyId: number }) {
  const [after, setAfter] = useState<string>()
  const { appName } = useSession()
  const activities = useQuery({
    queryKey: ['person', String(authyId), 'activities', after],
    queryFn: async ({ signal }) =>
      await ask<ActivitiesAnswer>('GET', `/people/${authyId}/activities`, {
        query: { after },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
  return (
    <ListTable
      label="Activity"
      items={activities.data?.items}
      keyOf={({ id }) => id}
      error={activities.error}
      onRetry={() => void activities.refetch()}
      next={activities.data?.next}
      isFirst={after === undefined}
      onNext={setAfter}
      onFirst={() => setAfter(undefined)}
      empty={
        <EmptyState title="Nothing was reported">
          Applications report password resets, bans and logins with{' '}
          <code>POST users/{authyId}/register_activity</code>.
        </EmptyState>
      }
      columns={[
        { title: 'When', cell: ({ at }) => <Exact at={at} /> },
        { title: 'What', cell: ({ kind }) => eventText(`activity_${kind}`, {}).title },
        { title: 'Application', cell: ({ appId }) => appName(appId) },
        { title: 'From', cell: ({ userIp }) => userIp ?? '–' },
        { title: 'Details', cell: ({ data }) => (data === null ? '–' : <Code>{data}</Code>) },
      ]}
    />
  )
}
