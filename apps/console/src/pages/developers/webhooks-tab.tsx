import type { WebhookCreated, Webhooks } from '@countersign/server/console-api'
import { Button, Divider, Group, Stack, Text, Title } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { ask } from '../../app/ask.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Loading } from '../../parts/loading.tsx'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { AccessKeysSection } from './access-keys-section.tsx'
import { SecretOnce } from './secret-once.tsx'
import { WebhookCard } from './webhook-card.tsx'
import { WebhookForm } from './webhook-form.tsx'
import './developers.css'

/** Of an application: where it is told of events, and who may change that. */
export function WebhooksTab() {
  const { appId } = useParams({ from: '/shell/apps/$appId/webhooks' })
  const [isOpen, setIsOpen] = useState(false)
  const [made, setMade] = useState<WebhookCreated>()
  const client = useQueryClient()
  const { data, error, refetch } = useQuery({
    queryKey: ['webhooks', appId],
    queryFn: ({ signal }) => ask<Webhooks>('GET', `/apps/${appId}/webhooks`, { signal }),
  })
  if (data === undefined)
    return error === null ? (
      <Loading />
    ) : (
      <ProblemNote error={error} onRetry={() => void refetch()} />
    )
  const create = <Button onClick={() => setIsOpen(true)}>Create a webhook</Button>
  return (
    <Stack gap="lg">
      <Group justify="space-between" gap="xs">
        <div>
          <Title order={2} size="h4">
            Webhooks
          </Title>
          <Text size="sm" c="dimmed">
            URLs of yours that are told of events as they happen, signed as Standard Webhooks and as
            Authy’s.
          </Text>
        </div>
        {data.items.length === 0 ? null : create}
      </Group>
      {made === undefined ? null : (
        <SecretOnce
          title={`The signing key of ${made.webhook.name}`}
          secrets={[{ label: 'Signing key', value: made.signingKey }]}
          onDone={() => setMade(undefined)}
        />
      )}
      {data.items.length === 0 ? (
        <EmptyState title="No webhooks yet" action={create}>
          Create one where your application should learn of registrations, tokens and approvals
          without asking.
        </EmptyState>
      ) : (
        data.items.map((webhook) => <WebhookCard key={webhook.id} webhook={webhook} />)
      )}
      <Divider />
      <AccessKeysSection appId={appId} />
      <WebhookForm
        appId={appId}
        events={data.events}
        opened={isOpen}
        onClose={() => setIsOpen(false)}
        onCreated={(created) => {
          setIsOpen(false)
          setMade(created)
          void client.invalidateQueries({ queryKey: ['webhooks', appId] })
        }}
      />
    </Stack>
  )
}
