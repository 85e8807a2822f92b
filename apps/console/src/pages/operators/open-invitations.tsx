import { Button, Text } from '@mantine/core'
import type { InvitationListAnswer } from '@countersign/server/console-api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../../app/ask.ts'
import { type Column, ListTable } from '../../parts/list-table.tsx'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { Ago } from '../../parts/time.tsx'
import { Grants } from './grants.tsx'
import { invitationsQuery } from './queries.ts'

type Invitation = InvitationListAnswer['items'][number]

/** One-time links that nobody has used yet. */
export function OpenInvitations() {
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery(invitationsQuery)
  const withdraw = useMutation({
    mutationFn: async (id: string) => await ask('DELETE', `/operators/invitations/${id}`),
    onSettled: () => queries.invalidateQueries({ queryKey: invitationsQuery.queryKey }),
  })
  const columns: readonly Column<Invitation>[] = [
    {
      title: 'For',
      cell: ({ email, operatorId }) => (
        <>
          {email ?? 'whoever has the link'}
          {operatorId === null ? null : (
            <Text size="xs" c="dimmed">
              sets up their way in anew
            </Text>
          )}
        </>
      ),
    },
    { title: 'Roles', cell: ({ grants }) => <Grants grants={grants} /> },
    { title: 'Ends', cell: ({ expiresAt }) => <Ago at={expiresAt} /> },
    {
      title: 'Change',
      cell: ({ id, email }) => (
        <Button
          variant="default"
          size="xs"
          aria-label={`Take back the link for ${email ?? 'whoever has it'}`}
          loading={withdraw.isPending && withdraw.variables === id}
          onClick={() => withdraw.mutate(id)}
        >
          Take back
        </Button>
      ),
    },
  ]
  return (
    <>
      <ListTable
        label="Open invitations"
        columns={columns}
        items={data?.items}
        keyOf={({ id }) => id}
        error={error}
        onRetry={() => void refetch()}
        empty={
          <Text size="sm" c="dimmed">
            None. Invite somebody, and their link waits here until it is used.
          </Text>
        }
      />
      {withdraw.error === null ? null : <ProblemNote error={withdraw.error} />}
    </>
  )
}
