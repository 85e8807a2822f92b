import type { MessageAnswer } from '@countersign/server/console-api'
import { Anchor, Badge, Button, Text } from '@mantine/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ask } from '../../app/ask.ts'
import { notifyDone, notifyProblem } from '../../app/notify.ts'
import { useSession } from '../../app/session.ts'
import type { Column } from '../../parts/list-table.tsx'
import { Exact } from '../../parts/time.tsx'

export const CHANNEL_LABELS = { sms: 'SMS', call: 'Call', email: 'E-mail' } as const

const BY = { sms: 'SMS', call: 'call', email: 'e-mail' } as const

export const STATUS_LABELS = {
  queued: 'On its way',
  sent: 'Sent',
  failed: 'Failed',
  refused: 'Refused',
} as const

const STATUS_COLORS = {
  queued: 'blue.9',
  sent: 'green',
  failed: 'red.9',
  refused: 'red.9',
} as const

const KINDS: Readonly<Record<string, string>> = {
  token: 'Token',
  code: 'Code',
  'install-link': 'Install link',
  notice: 'Notice',
}

/** How a message is shown in a list, in all of them. */
export function useMessageColumns(): readonly Column<MessageAnswer>[] {
  const { appName } = useSession()
  return [
    {
      title: 'When',
      cell: ({ createdAt }) => (
        <span style={{ whiteSpace: 'nowrap' }}>
          <Exact at={createdAt} />
        </span>
      ),
    },
    {
      title: 'To',
      cell: ({ to, authyId }) =>
        authyId === null ? (
          to
        ) : (
          <Anchor
            component={Link}
            to={`/people/${authyId}`}
            size="sm"
            style={{ whiteSpace: 'nowrap' }}
          >
            {to}
          </Anchor>
        ),
    },
    {
      title: 'Message',
      cell: ({ kind, channel, resentFrom }) => (
        <>
          <Text size="sm">
            {KINDS[kind] ?? kind} by {BY[channel]}
          </Text>
          {resentFrom === null ? null : (
            <Text size="xs" c="dimmed">
              sent once more
            </Text>
          )}
        </>
      ),
    },
    {
      title: 'Application',
      cell: ({ appId }) => (appId === 0 ? 'Countersign itself' : appName(appId)),
    },
    {
      title: 'Delivery',
      cell: ({ status, provider, error, attempts }) => (
        <>
          <Badge variant="filled" color={STATUS_COLORS[status]}>
            {STATUS_LABELS[status]}
          </Badge>
          <Text size="xs" c="dimmed">
            {provider ?? 'no provider yet'}
            {attempts > 1 ? ` · ${attempts} attempts` : ''}
          </Text>
          {error === null ? null : <Text size="xs">{error}</Text>}
        </>
      ),
    },
    {
      title: 'Took',
      cell: ({ latencyMs }) => (latencyMs === null ? '–' : duration(latencyMs)),
    },
    { title: 'Cost', cell: ({ cost }) => cost ?? '–' },
    { title: 'Again', cell: (message) => <Resend message={message} /> },
  ]
}

function duration(milliseconds: number): string {
  return milliseconds < 1_000 ? `${milliseconds} ms` : `${(milliseconds / 1_000).toFixed(1)} s`
}

function Resend({ message }: { readonly message: MessageAnswer }) {
  const { may } = useSession()
  const queries = useQueryClient()
  const resending = useMutation({
    mutationFn: async () =>
      await ask('POST', `/apps/${message.appId}/messages/${message.id}/resend`, { body: {} }),
    onSuccess: async () => {
      notifyDone('It is on its way once more.')
      await queries.invalidateQueries({ queryKey: ['messages'] })
    },
    onError: notifyProblem,
  })
  if (message.appId === 0 || !may('operator', message.appId)) return '–'
  if (!message.isLiving) return <Text size="xs">Expired</Text>
  return (
    <Button
      size="compact-xs"
      variant="default"
      loading={resending.isPending}
      onClick={() => resending.mutate()}
    >
      Resend
    </Button>
  )
}
