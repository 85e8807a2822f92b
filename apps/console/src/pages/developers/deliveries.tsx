import type { WebhookDeliveries } from '@countersign/server/console-api'
import { Badge, Button, Text } from '@mantine/core'
import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../../app/ask.ts'
import { ListTable } from '../../parts/list-table.tsx'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { Exact } from '../../parts/time.tsx'

interface DeliveriesProps {
  readonly appId: number
  readonly webhookId: string
  readonly isDisabled: boolean
}

const LOOK_EVERY_MS = 3_000

const COLORS = { delivered: 'green', queued: 'gray', failed: 'red', dropped: 'gray' } as const

/** What a webhook was told and what it answered. */
export function Deliveries({ appId, webhookId, isDisabled }: DeliveriesProps) {
  const [after, setAfter] = useState<string>()
  const client = useQueryClient()
  const path = `/apps/${appId}/webhooks/${webhookId}/deliveries`
  const { data, error, refetch } = useQuery({
    queryKey: ['deliveries', webhookId, after],
    queryFn: ({ signal }) =>
      ask<WebhookDeliveries>('GET', path, { query: { after, limit: 10 }, signal }),
    placeholderData: keepPreviousData,
    // What is under way is looked at again until it is settled.
    refetchInterval: ({ state }) =>
      state.data?.items.some(({ status }) => status === 'queued') === true
        ? LOOK_EVERY_MS
        : 5 * LOOK_EVERY_MS,
  })
  const redeliver = useMutation({
    mutationFn: (id: string) => ask<object>('POST', `${path}/${id}/redeliver`),
    onSettled: () => client.invalidateQueries({ queryKey: ['deliveries', webhookId] }),
  })
  return (
    <>
      <ListTable
        label="Deliveries"
        columns={[
          { title: 'When', cell: ({ createdAt }) => <Exact at={createdAt} /> },
          { title: 'Event', cell: ({ event }) => <code>{event}</code> },
          {
            title: 'State',
            cell: ({ status, attempts }) => (
              <Badge variant="light" color={COLORS[status]}>
                {status}
                {attempts > 1 ? ` · ${attempts} attempts` : ''}
              </Badge>
            ),
          },
          {
            title: 'Answer',
            cell: ({ answerStatus, latencyMs, error: reason }) => (
              <Text size="xs">
                {answerStatus ?? (reason === null ? '' : reason)}
                {latencyMs === null ? '' : ` in ${latencyMs} ms`}
              </Text>
            ),
          },
          {
            title: 'Again',
            cell: ({ id, event, status }) => (
              <Button
                size="compact-xs"
                variant="default"
                aria-label={`Redeliver ${event}`}
                disabled={isDisabled || status === 'queued' || redeliver.isPending}
                onClick={() => redeliver.mutate(id)}
              >
                Redeliver
              </Button>
            ),
          },
        ]}
        items={data?.items}
        keyOf={({ id }) => id}
        error={error}
        onRetry={() => void refetch()}
        empty={
          <Text size="sm" c="dimmed">
            Nothing was sent yet. Send a test, or wait for an event.
          </Text>
        }
        next={data?.next}
        isFirst={after === undefined}
        onNext={setAfter}
        onFirst={() => setAfter(undefined)}
      />
      {redeliver.error === null ? null : <ProblemNote error={redeliver.error} />}
    </>
  )
}
