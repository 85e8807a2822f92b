import type { AccessKeyCreated, AccessKeys } from '@countersign/server/console-api'
import { Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../../app/ask.ts'
import { Problem } from '../../app/problem.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ListTable } from '../../parts/list-table.tsx'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { Ago, Exact } from '../../parts/time.tsx'
import { SecretOnce } from './secret-once.tsx'

/** Keys for programs that manage the webhooks of an application. */
export function AccessKeysSection({ appId }: { readonly appId: string }) {
  const [made, setMade] = useState<AccessKeyCreated>()
  const client = useQueryClient()
  const path = `/apps/${appId}/access-keys`
  const { data, error, refetch } = useQuery({
    queryKey: ['access-keys', appId],
    queryFn: ({ signal }) => ask<AccessKeys>('GET', path, { signal }),
  })
  const form = useForm({
    initialValues: { name: '' },
    validate: { name: (name) => (name.trim() === '' ? 'Give it a name.' : null) },
  })
  const again = () => client.invalidateQueries({ queryKey: ['access-keys', appId] })
  const create = useMutation({
    mutationFn: (body: { readonly name: string }) => ask<AccessKeyCreated>('POST', path, { body }),
    onSuccess: async (created) => {
      form.reset()
      setMade(created)
      await again()
    },
    onError: (problem) => {
      if (problem instanceof Problem) form.setErrors(problem.fields)
    },
  })
  const end = useMutation({
    mutationFn: (id: number) => ask<object>('DELETE', `${path}/${id}`),
    onSettled: again,
  })
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        Access keys
      </Title>
      <Text size="sm" c="dimmed">
        A program that was written for Authy makes webhooks by itself. It needs an access key, and
        signs each request with the signing key that comes with it.
      </Text>
      {made === undefined ? null : (
        <SecretOnce
          title={`The access key ${made.key.name}`}
          secrets={[
            { label: 'Access key', value: made.accessKey },
            { label: 'API signing key', value: made.signingKey },
          ]}
          onDone={() => setMade(undefined)}
        />
      )}
      <form onSubmit={form.onSubmit((values) => create.mutate(values))}>
        <Group align="flex-end" gap="xs">
          <TextInput
            label="Name of a new key"
            placeholder="Deployment"
            maxLength={100}
            {...form.getInputProps('name')}
          />
          <Button type="submit" variant="default" loading={create.isPending}>
            Create
          </Button>
        </Group>
      </form>
      {create.error === null ? null : <ProblemNote error={create.error} />}
      {end.error === null ? null : <ProblemNote error={end.error} />}
      <ListTable
        label="Access keys"
        columns={[
          { title: 'Name', cell: ({ name }) => name },
          { title: 'Made', cell: ({ createdAt }) => <Exact at={createdAt} /> },
          {
            title: 'Last used',
            cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'Never' : <Ago at={lastUsedAt} />),
          },
          {
            title: 'State',
            cell: ({ id, name, endedAt }) =>
              endedAt === null ? (
                <Button
                  size="compact-xs"
                  variant="default"
                  color="red"
                  aria-label={`End ${name}`}
                  disabled={end.isPending}
                  onClick={() => end.mutate(id)}
                >
                  End
                </Button>
              ) : (
                <>
                  Ended <Ago at={endedAt} />
                </>
              ),
          },
        ]}
        items={data?.items}
        keyOf={({ id }) => id}
        error={error}
        onRetry={() => void refetch()}
        empty={
          <EmptyState title="No access keys">
            You need none unless a program manages webhooks for you.
          </EmptyState>
        }
      />
    </Stack>
  )
}
