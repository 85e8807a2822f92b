import { Anchor, Badge, Button, Group, Modal, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { OperatorListAnswer } from '@countersign/server/console-api'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { EmptyState } from '../../parts/empty-state.tsx'
import { type Column, ListTable } from '../../parts/list-table.tsx'
import { Page } from '../../parts/page.tsx'
import { Ago } from '../../parts/time.tsx'
import { Grants } from './grants.tsx'
import { InviteForm } from './invite-form.tsx'
import { OpenInvitations } from './open-invitations.tsx'
import { operatorsQuery } from './queries.ts'

type Operator = OperatorListAnswer['items'][number]

const COLUMNS: readonly Column<Operator>[] = [
  {
    title: 'Operator',
    cell: ({ id, name, email, disabledAt }) => (
      <Stack gap={0}>
        <Group gap="xs">
          <Anchor component={Link} to={`/operators/${id}`} size="sm">
            {name}
          </Anchor>
          {disabledAt === null ? null : (
            <Badge color="red" variant="light" tt="none">
              disabled
            </Badge>
          )}
        </Group>
        <Text size="xs" c="dimmed">
          {email}
        </Text>
      </Stack>
    ),
  },
  { title: 'Roles', cell: ({ grants }) => <Grants grants={grants} /> },
  {
    title: 'Last seen',
    cell: ({ lastSeenAt }) => (lastSeenAt === null ? 'not yet' : <Ago at={lastSeenAt} />),
  },
]

export function OperatorsPage() {
  const { after } = useSearch({ from: '/shell/operators' })
  const navigate = useNavigate({ from: '/operators' })
  const { data, error, refetch } = useQuery(operatorsQuery(after))
  const [isInviting, { open, close }] = useDisclosure()
  return (
    <Page
      title="Operators"
      lead="Who uses this console, and what they may do."
      actions={<Button onClick={open}>Invite an operator</Button>}
    >
      <ListTable
        label="Operators"
        columns={COLUMNS}
        items={data?.items}
        keyOf={({ id }) => id}
        error={error}
        onRetry={() => void refetch()}
        empty={<EmptyState title="Nobody on this page">Go back to the first page.</EmptyState>}
        next={data?.next}
        isFirst={after === undefined}
        onNext={(next) => void navigate({ search: { after: next } })}
        onFirst={() => void navigate({ search: {} })}
      />
      <Stack gap="sm">
        <Title order={2} size="h4">
          Open invitations
        </Title>
        <OpenInvitations />
      </Stack>
      <Modal opened={isInviting} onClose={close} title="Invite an operator" size="lg">
        <InviteForm onDone={close} />
      </Modal>
    </Page>
  )
}
