import type { DeveloperFacts, LoggedRequests } from '@countersign/server/console-api'
import { Badge, Button, Group, Select, Stack, Switch, Text, TextInput, Title } from '@mantine/core'
import { useDebouncedCallback } from '@mantine/hooks'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../../app/ask.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { type Column, ListTable } from '../../parts/list-table.tsx'
import { Exact } from '../../parts/time.tsx'
import { type LoggedRequest, RequestDetail } from './request-detail.tsx'
import type { RequestsSearch } from './requests-search.ts'

interface RequestsSectionProps {
  readonly appId: string
  readonly facts: DeveloperFacts
  readonly search: RequestsSearch
  readonly onChange: (change: RequestsSearch) => void
}

const LIVE_MS = 3_000
const TYPED_MS = 400

const STATUSES = [
  { value: '200', label: 'Succeeded (200)' },
  { value: '400', label: 'Refused (400 to 499)' },
  { value: '500', label: 'Failed (500 to 599)' },
] as const

/** What the application sent and what it was answered. */
export function RequestsSection({ appId, facts, search, onChange }: RequestsSectionProps) {
  const [shown, setShown] = useState<LoggedRequest>()
  const [isLive, setIsLive] = useState(false)
  const { status, errorCode, path, requestId, after } = search
  const { data, error, refetch } = useQuery({
    queryKey: ['requests', appId, search],
    queryFn: ({ signal }) =>
      ask<LoggedRequests>('GET', `/apps/${appId}/requests`, { query: { ...search }, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: isLive && after === undefined ? LIVE_MS : false,
  })
  const change = (changed: RequestsSearch) => onChange({ ...search, after: undefined, ...changed })
  const typed = useDebouncedCallback(change, TYPED_MS)
  const isFiltered = [status, errorCode, path, requestId].some((value) => value !== undefined)
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Title order={2} size="h4">
          Request log
        </Title>
        <Switch
          label="Live"
          checked={isLive}
          onChange={({ currentTarget: { checked } }) => setIsLive(checked)}
        />
      </Group>
      <Text size="sm" c="dimmed">
        {facts.requestLogHours === 0
          ? 'This application keeps no requests: its setting requestLogHours is 0.'
          : `The calls of the last ${facts.requestLogHours} hours, secrets masked.`}
        {facts.dropped === 0
          ? ''
          : ` ${facts.dropped.toLocaleString()} were too many to keep: up to 5 a second are.`}
      </Text>
      <Group gap="sm" align="flex-end">
        <Select
          label="Status"
          placeholder="Any"
          clearable
          w={200}
          value={status === undefined ? null : String(status)}
          data={[...STATUSES]}
          onChange={(value) => change({ status: value === null ? undefined : Number(value) })}
        />
        <TextInput
          label="Error code"
          placeholder="60020"
          w={110}
          defaultValue={errorCode ?? ''}
          onChange={({ currentTarget: { value } }) =>
            typed({ errorCode: /^60\d{3}$/.test(value) ? value : undefined })
          }
        />
        <TextInput
          label="In the path"
          placeholder="verify"
          w={150}
          maxLength={100}
          defaultValue={path ?? ''}
          onChange={({ currentTarget: { value } }) => typed({ path: value || undefined })}
        />
        <TextInput
          label="Request id"
          w={170}
          maxLength={60}
          defaultValue={requestId ?? ''}
          onChange={({ currentTarget: { value } }) => typed({ requestId: value || undefined })}
        />
      </Group>
      <ListTable
        label="Requests"
        columns={columnsOf(setShown)}
        items={data?.items}
        keyOf={({ id }) => id}
        error={error}
        onRetry={() => void refetch()}
        empty={
          <EmptyState title={isFiltered ? 'No request is like that' : 'No requests yet'}>
            {isFiltered
              ? 'Take a filter off, or make the call again.'
              : 'Make one of the first calls above: it shows here within seconds.'}
          </EmptyState>
        }
        next={data?.next}
        isFirst={after === undefined}
        onNext={(next) => onChange({ ...search, after: Number(next) })}
        onFirst={() => change({})}
      />
      <RequestDetail request={shown} onClose={() => setShown(undefined)} />
    </Stack>
  )
}

function columnsOf(onShow: (request: LoggedRequest) => void): readonly Column<LoggedRequest>[] {
  return [
    { title: 'When', cell: ({ at }) => <Exact at={at} /> },
    {
      title: 'Call',
      cell: ({ method, path }) => (
        <code>
          {method} {path}
        </code>
      ),
    },
    {
      title: 'Status',
      cell: ({ status, errorCode }) => (
        <Badge
          variant={status < 500 ? 'light' : 'filled'}
          color={status < 400 ? 'green' : 'red'}
          className="figures"
        >
          {status}
          {errorCode === null ? '' : ` · ${errorCode}`}
        </Badge>
      ),
    },
    { title: 'Time', cell: ({ durationMs }) => `${durationMs} ms` },
    {
      title: 'Details',
      cell: (request) => (
        <Button
          size="compact-xs"
          variant="default"
          aria-label={`Show ${request.method} ${request.path}, ${request.requestId}`}
          onClick={() => onShow(request)}
        >
          Show
        </Button>
      ),
    },
  ]
}
