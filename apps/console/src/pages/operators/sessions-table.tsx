import { Badge, Button, Group, Stack, Text } from '@mantine/core'
import type { AccountAnswer } from '@countersign/server/console-api'
import { type Column, ListTable } from '../../parts/list-table.tsx'
import { Ago } from '../../parts/time.tsx'

type Session = AccountAnswer['waysIn']['sessions'][number]

interface SessionsTableProps {
  readonly sessions: readonly Session[]
  /** The one that is being ended. */
  readonly ending: string | undefined
  readonly onEnd: (id: string) => void
}

/** Where somebody is signed in. */
export function SessionsTable({ sessions, ending, onEnd }: SessionsTableProps) {
  const columns: readonly Column<Session>[] = [
    {
      title: 'Where',
      cell: ({ userAgent, ip, isOwn }) => (
        <Stack gap={0}>
          <Group gap="xs">
            <Text size="sm">{browserOf(userAgent)}</Text>
            {isOwn ? (
              <Badge variant="light" tt="none">
                this one
              </Badge>
            ) : null}
          </Group>
          <Text size="xs" c="dimmed">
            {ip}
          </Text>
        </Stack>
      ),
    },
    { title: 'Signed in', cell: ({ createdAt }) => <Ago at={createdAt} /> },
    { title: 'Last seen', cell: ({ lastSeenAt }) => <Ago at={lastSeenAt} /> },
    {
      title: 'Change',
      cell: ({ id, isOwn, userAgent, ip }) =>
        isOwn ? null : (
          <Button
            variant="default"
            size="xs"
            aria-label={`End the session of ${browserOf(userAgent)} at ${ip}`}
            loading={ending === id}
            onClick={() => onEnd(id)}
          >
            End
          </Button>
        ),
    },
  ]
  return (
    <ListTable
      label="Sessions"
      columns={columns}
      items={sessions}
      keyOf={({ id }) => id}
      empty={
        <Text size="sm" c="dimmed">
          Signed in nowhere.
        </Text>
      }
    />
  )
}

/** What a browser says of itself, in two words. Edge says Chrome too, and Chrome says Safari. */
function browserOf(userAgent: string): string {
  const browsers = ['Edg', 'Firefox', 'Chrome', 'Safari']
  const systems = ['iPhone', 'iPad', 'Android', 'Windows', 'Mac OS', 'Linux']
  const browser = browsers.find((name) => userAgent.includes(name))
  const system = systems.find((name) => userAgent.includes(name))
  if (browser === undefined) return userAgent.slice(0, 40) || 'Unknown browser'
  return `${browser === 'Edg' ? 'Edge' : browser}${system === undefined ? '' : `, ${system}`}`
}
