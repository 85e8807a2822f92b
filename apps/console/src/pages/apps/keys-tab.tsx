import { Badge, Button, Modal, Select, Stack, Text } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import type { KeyListAnswer, NewKeyAnswer } from '@countersign/server/console-api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { ask } from '../../app/ask.ts'
import { type Column, ListTable } from '../../parts/list-table.tsx'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { Section } from '../../parts/section.tsx'
import { Ago } from '../../parts/time.tsx'
import { ApiKey } from './api-key.tsx'
import { keysQuery } from './queries.ts'

type Key = KeyListAnswer['items'][number]

/** How long former keys go on working, in hours. */
const OVERLAPS = [
  { value: '0', label: 'End at once: for a key that leaked' },
  { value: '1', label: 'Work for another hour' },
  { value: '24', label: 'Work for another day' },
  { value: '168', label: 'Work for another week' },
]

export function KeysTab() {
  const { appId } = useParams({ from: '/shell/apps/$appId' })
  const queries = useQueryClient()
  const { data, error, refetch } = useQuery(keysQuery(appId))
  const [isMaking, { open, close }] = useDisclosure()
  const end = useMutation({
    mutationFn: async (fingerprint: string) =>
      await ask('POST', `/apps/${appId}/keys/${fingerprint}/end`),
    onSettled: () => queries.invalidateQueries({ queryKey: keysQuery(appId).queryKey }),
  })
  const columns: readonly Column<Key>[] = [
    { title: 'Fingerprint', cell: ({ fingerprint }) => <code>{fingerprint}</code> },
    { title: 'State', cell: (key) => <State {...key} /> },
    { title: 'Created', cell: ({ createdAt }) => <Ago at={createdAt} /> },
    {
      title: 'Last used',
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'not yet' : <Ago at={lastUsedAt} />),
    },
    {
      title: 'Change',
      cell: ({ fingerprint, endsAt }) =>
        hasEnded(endsAt) ? null : (
          <Button
            variant="default"
            size="xs"
            aria-label={`End now: the key ${fingerprint}`}
            loading={end.isPending && end.variables === fingerprint}
            onClick={() => end.mutate(fingerprint)}
          >
            End now
          </Button>
        ),
    },
  ]
  return (
    <Section
      title="API keys"
      lead="Your server sends one with every call. A fingerprint tells keys apart; the key itself is shown once, when it is made."
    >
      <ListTable
        label="API keys"
        columns={columns}
        items={data?.items}
        keyOf={({ fingerprint }) => fingerprint}
        error={error}
        onRetry={() => void refetch()}
        empty={<Text size="sm">No key. Make one, so that your server can call.</Text>}
      />
      {end.error === null ? null : <ProblemNote error={end.error} />}
      <div>
        <Button onClick={open}>Make a new key</Button>
      </div>
      <Modal opened={isMaking} onClose={close} title="Make a new key">
        <NewKey appId={appId} onDone={close} />
      </Modal>
    </Section>
  )
}

function State({ endsAt }: Key) {
  if (endsAt === null)
    return (
      <Badge variant="light" tt="none">
        works
      </Badge>
    )
  return hasEnded(endsAt) ? (
    <Badge variant="light" color="gray" tt="none">
      ended
    </Badge>
  ) : (
    <Text size="sm">
      ends <Ago at={endsAt} />
    </Text>
  )
}

function hasEnded(endsAt: number | null): boolean {
  return endsAt !== null && endsAt <= Date.now()
}

interface NewKeyProps {
  readonly appId: string
  readonly onDone: () => void
}

function NewKey({ appId, onDone }: NewKeyProps) {
  const queries = useQueryClient()
  const [overlap, setOverlap] = useState('24')
  const rotate = useMutation({
    mutationFn: async () =>
      await ask<NewKeyAnswer>('POST', `/apps/${appId}/keys`, {
        body: { overlapHours: Number(overlap) },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: keysQuery(appId).queryKey }),
  })
  if (rotate.data !== undefined)
    return <ApiKey apiKey={rotate.data.apiKey} label="Done" onDone={onDone} />
  return (
    <Stack>
      <Select
        label="The former keys"
        description="While both work, your servers can change over one by one."
        data={OVERLAPS}
        allowDeselect={false}
        value={overlap}
        onChange={(chosen) => setOverlap(chosen ?? overlap)}
      />
      {rotate.error === null ? null : <ProblemNote error={rotate.error} />}
      <Button loading={rotate.isPending} onClick={() => rotate.mutate()}>
        Make the key
      </Button>
    </Stack>
  )
}
