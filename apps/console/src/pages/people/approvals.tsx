import type { ApprovalsAnswer } from '@countersign/server/console-api'
import {
  Alert,
  Badge,
  Button,
  Code,
  Group,
  Paper,
  SimpleGrid,
  Stack,
  Text,
  Title,
} from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../../app/ask.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Loading } from '../../parts/loading.tsx'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { Exact } from '../../parts/time.tsx'

type Approval = ApprovalsAnswer['items'][number]

const STATUS_COLORS = {
  pending: 'blue.9',
  approved: 'green',
  denied: 'red.9',
  expired: 'gray.7',
} as const

/** What a person was asked, beside what a device signed. */
export function Approvals({ authyId }: { readonly authyId: number }) {
  const [after, setAfter] = useState<string>()
  const approvals = useQuery({
    queryKey: ['person', String(authyId), 'approvals', after],
    queryFn: async ({ signal }) =>
      await ask<ApprovalsAnswer>('GET', `/people/${authyId}/approvals`, {
        query: { after, limit: 10 },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
  const { data, error } = approvals
  if (data === undefined)
    return error === null ? <Loading lines={6} /> : <ProblemNote error={error} />
  if (data.items.length === 0) {
    return (
      <EmptyState title="Never asked">
        Approval requests show here, with the answer as the device signed it.
      </EmptyState>
    )
  }
  const { next } = data
  return (
    <Stack gap="md">
      {data.items.map((approval) => (
        <ApprovalCard key={approval.uuid} approval={approval} />
      ))}
      <Group gap="xs">
        {after === undefined ? null : (
          <Button size="xs" variant="default" onClick={() => setAfter(undefined)}>
            Newest
          </Button>
        )}
        {next === null ? null : (
          <Button size="xs" variant="default" onClick={() => setAfter(next)}>
            Older
          </Button>
        )}
      </Group>
    </Stack>
  )
}

function ApprovalCard({ approval }: { readonly approval: Approval }) {
  const { signed } = approval
  return (
    <Paper withBorder p="md" radius="md" component="article">
      <Stack gap="sm">
        <Group justify="space-between">
          <Group gap="xs">
            <Badge variant="filled" color={STATUS_COLORS[approval.status]}>
              {approval.status}
            </Badge>
            {approval.notMeAt === null ? null : (
              <Badge variant="filled" color="red.9">
                Not me
              </Badge>
            )}
          </Group>
          <Text size="xs" c="dimmed">
            {approval.appName} · asked <Exact at={approval.createdAt} />
            {approval.answeredAt === null ? null : (
              <>
                {' '}
                · answered <Exact at={approval.answeredAt} />
              </>
            )}
            {approval.deviceName === null ? '' : ` on ${approval.deviceName}`}
          </Text>
        </Group>
        <SimpleGrid cols={{ base: 1, sm: 2 }}>
          <Side
            title="Asked"
            message={approval.message}
            details={approval.details}
            from={approval.requestedFrom}
          />
          {signed?.answer ? (
            <Side
              title={`Signed: ${signed.answer.answer}`}
              message={signed.answer.message}
              details={signed.answer.details}
              from={signed.answer.requestedFrom}
            />
          ) : (
            <Stack gap={4}>
              <Title order={3} size="h6">
                Signed
              </Title>
              <Text size="sm" c="dimmed">
                {approval.status === 'pending'
                  ? 'There is no answer yet.'
                  : signed === null
                    ? 'No device answered.'
                    : 'It cannot be read.'}
              </Text>
            </Stack>
          )}
        </SimpleGrid>
        {approval.hiddenDetails === null || approval.hiddenDetails.length === 0 ? null : (
          <Details title="Hidden from the person" details={approval.hiddenDetails} />
        )}
        {signed === null ? null : <Judgement signed={signed} />}
      </Stack>
    </Paper>
  )
}

function Judgement({ signed }: { readonly signed: NonNullable<Approval['signed']> }) {
  const isGood = signed.isVerified && signed.altered === null
  return (
    <Alert
      variant="light"
      color={isGood ? 'green' : 'red'}
      title={
        isGood
          ? 'The signature verifies, and what was signed is what was asked.'
          : signed.isVerified
            ? `What was signed is not what was asked: ${signed.altered ?? ''}.`
            : 'The signature does not verify with the key of this device.'
      }
    >
      {signed.jws === null ? null : (
        <details>
          <summary>The signed statement</summary>
          <Code block style={{ whiteSpace: 'pre-wrap', wordBreak: 'break-all' }}>
            {signed.jws}
          </Code>
        </details>
      )}
    </Alert>
  )
}

interface SideProps {
  readonly title: string
  readonly message: string
  readonly details: readonly (readonly string[])[]
  readonly from: string | null
}

function Side({ title, message, details, from }: SideProps) {
  return (
    <Stack gap={4} miw={0}>
      <Title order={3} size="h6">
        {title}
      </Title>
      <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
        {message}
      </Text>
      <Details details={from === null ? details : [...details, ['Asked from', from]]} />
    </Stack>
  )
}

function Details({
  title,
  details,
}: {
  readonly title?: string
  readonly details: readonly (readonly string[])[]
}) {
  if (details.length === 0) return null
  return (
    <Stack gap={2}>
      {title === undefined ? null : (
        <Title order={3} size="h6">
          {title}
        </Title>
      )}
      <dl className="details">
        {details.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </Stack>
  )
}
