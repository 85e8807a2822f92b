import type { Webhooks } from '@countersign/server/console-api'
import { Alert, Badge, Button, Card, Code, Group, Stack, Text, Title } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../../app/ask.ts'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { Ago } from '../../parts/time.tsx'
import { Deliveries } from './deliveries.tsx'

type Webhook = Webhooks['items'][number]

/** A webhook with what it was told. */
export function WebhookCard({ webhook }: { readonly webhook: Webhook }) {
  const { appId, id, name, url, events, disabledAt, disabledReason } = webhook
  const [isAsked, setIsAsked] = useState(false)
  const client = useQueryClient()
  const path = `/apps/${appId}/webhooks/${id}`
  const change = useMutation({
    mutationFn: async (what: 'test' | 'enable' | 'delete') =>
      what === 'delete'
        ? await ask<object>('DELETE', path)
        : await ask<object>('POST', `${path}/${what}`),
    onSuccess: async (_answer, what) => {
      const said = { test: 'The test is on its way.', enable: 'Enabled.', delete: 'Deleted.' }[what]
      notifications.show({
        message: `${name}: ${said}`,
        closeButtonProps: { 'aria-label': 'Close' },
      })
      await client.invalidateQueries({ queryKey: ['webhooks', String(appId)] })
      await client.invalidateQueries({ queryKey: ['deliveries', id] })
    },
  })
  const isDisabled = disabledAt !== null
  return (
    <Card withBorder component="section" aria-label={`Webhook ${name}`}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="xs">
          <div>
            <Group gap="xs">
              <Title order={3} size="h5">
                {name}
              </Title>
              <Badge variant="light" color={isDisabled ? 'red' : 'green'}>
                {isDisabled ? 'Disabled' : 'Enabled'}
              </Badge>
            </Group>
            <Code>{url}</Code>
          </div>
          <Group gap="xs">
            <Button
              size="xs"
              variant="default"
              disabled={isDisabled || change.isPending}
              onClick={() => change.mutate('test')}
            >
              Send a test
            </Button>
            <Button
              size="xs"
              variant={isAsked ? 'filled' : 'default'}
              color="red"
              disabled={change.isPending}
              onClick={() => {
                if (isAsked) change.mutate('delete')
                else setIsAsked(true)
              }}
              onBlur={() => setIsAsked(false)}
            >
              {isAsked ? 'Delete it with its deliveries' : 'Delete'}
            </Button>
          </Group>
        </Group>
        <Text size="sm" c="dimmed">
          {events.join(', ')}
        </Text>
        {isDisabled ? (
          <Alert color="red" title="Three deliveries in a row failed">
            <Stack gap="xs">
              <Text size="sm">
                The last one: {disabledReason}. It was disabled <Ago at={disabledAt} />, and nothing
                is sent to it. Mend the endpoint, then enable it.
              </Text>
              <Button
                size="xs"
                w="fit-content"
                disabled={change.isPending}
                onClick={() => change.mutate('enable')}
              >
                Enable
              </Button>
            </Stack>
          </Alert>
        ) : null}
        {change.error === null ? null : <ProblemNote error={change.error} />}
        <Deliveries appId={appId} webhookId={id} isDisabled={isDisabled} />
      </Stack>
    </Card>
  )
}
