import type { ConsoleEvent, ConsoleEvents } from '@countersign/server/console-api'
import { Badge, Button, Group, NumberInput, Select, Switch, Text, TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { useCallback } from 'react'
import { ask } from '../../app/ask.ts'
import { useSession } from '../../app/session.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { type Column, ListTable } from '../../parts/list-table.tsx'
import { Page } from '../../parts/page.tsx'
import { Exact } from '../../parts/time.tsx'
import { EventFacts } from './event-facts.tsx'
import { EVENT_KINDS, eventName } from './event-words.ts'
import type { EventsSearch } from './events-search.ts'
import { useLiveEvents } from './use-live-events.ts'
import './insight.css'

export function EventsPage() {
  const search = useSearch({ from: '/shell/events' })
  const navigate = useNavigate({ from: '/events' })
  const { apps, appName } = useSession()
  const { app, kind, authyId, from, until, after, live } = search
  const query = { app, kind, authyId, from: millis(from), until: millis(until), after }
  const { data, error, refetch } = useQuery({
    queryKey: ['events', query],
    queryFn: ({ signal }) => ask<ConsoleEvents>('GET', '/events', { query, signal }),
    placeholderData: keepPreviousData,
  })
  const isNewest = after === undefined && until === undefined
  const onNews = useCallback(() => void refetch(), [refetch])
  const state = useLiveEvents(isNewest && live !== false ? { app, kind } : undefined, onNews)
  const change = (changed: EventsSearch) =>
    void navigate({ search: (former) => ({ ...former, after: undefined, ...changed }) })
  const items = data?.items
  const isFirst = after === undefined
  return (
    <Page
      title="Events"
      lead="What happened, newest first: what applications and people did, and what operators changed."
      actions={
        <Group gap="xs">
          <Badge variant="light" color={state === 'live' ? 'green' : 'gray'}>
            {state === 'live' ? 'Live' : state === 'connecting' ? 'Connecting' : 'Not live'}
          </Badge>
          <Switch
            label="Live"
            checked={isNewest && live !== false}
            disabled={!isNewest}
            onChange={({ currentTarget: { checked } }) =>
              change({ live: checked ? undefined : false })
            }
          />
        </Group>
      }
    >
      <Group gap="sm" align="flex-end">
        <Select
          label="Application"
          placeholder="All"
          clearable
          searchable
          w={190}
          value={app === undefined ? null : String(app)}
          data={apps.map(({ id, name }) => ({ value: String(id), label: name }))}
          onChange={(value) => change({ app: value === null ? undefined : Number(value) })}
        />
        <Select
          label="What"
          placeholder="Everything"
          clearable
          searchable
          w={230}
          value={kind ?? null}
          data={kindsWith(kind)}
          onChange={(value) => change({ kind: value ?? undefined })}
        />
        <NumberInput
          label="Person"
          placeholder="Authy id"
          hideControls
          min={1}
          allowDecimal={false}
          w={130}
          value={authyId ?? ''}
          onChange={(value) => change({ authyId: typeof value === 'number' ? value : undefined })}
        />
        <TextInput
          type="datetime-local"
          label="From"
          value={from ?? ''}
          onChange={({ currentTarget: { value } }) => change({ from: value || undefined })}
        />
        <TextInput
          type="datetime-local"
          label="Until"
          value={until ?? ''}
          onChange={({ currentTarget: { value } }) => change({ until: value || undefined })}
        />
      </Group>
      <ListTable
        label="Events"
        columns={columnsOf(appName)}
        items={items}
        keyOf={({ id }) => id}
        error={error}
        onRetry={() => void refetch()}
        empty={<Nothing isMore={data?.next !== null} />}
        next={data?.next}
        isFirst={isFirst}
        onNext={(next) => change({ after: Number(next) })}
        onFirst={() => change({})}
      />
      {items?.length === 0 && data?.next !== null && data?.next !== undefined ? (
        <Group justify="center">
          <Button variant="default" onClick={() => change({ after: Number(data.next) })}>
            Look further back
          </Button>
        </Group>
      ) : null}
    </Page>
  )
}

function columnsOf(appName: (id: number) => string): readonly Column<ConsoleEvent>[] {
  return [
    { title: 'When', cell: ({ at }) => <Exact at={at} /> },
    {
      title: 'What',
      cell: ({ kind }) => (
        <Text size="sm" fw={500}>
          {eventName(kind)}
        </Text>
      ),
    },
    { title: 'Application', cell: ({ appId }) => (appId === 0 ? 'The service' : appName(appId)) },
    { title: 'Person', cell: ({ authyId }) => authyId ?? '' },
    { title: 'Facts', cell: (event) => <EventFacts event={event} /> },
  ]
}

function Nothing({ isMore }: { readonly isMore: boolean }) {
  return isMore ? (
    <EmptyState title="Not among the last 100,000 events">
      What you look for may be older. Go further back, or choose a time.
    </EmptyState>
  ) : (
    <EmptyState title="Nothing happened yet">
      Events show as soon as an application asks for something, or an operator changes something.
      With a filter set, take it off.
    </EmptyState>
  )
}

/** A kind of the address that the list does not have is chosen all the same. */
function kindsWith(kind: string | undefined) {
  const isKnown = kind === undefined || EVENT_KINDS.some(({ value }) => value === kind)
  return isKnown ? [...EVENT_KINDS] : [{ value: kind, label: eventName(kind) }, ...EVENT_KINDS]
}

function millis(moment: string | undefined): number | undefined {
  return moment === undefined ? undefined : Date.parse(moment)
}
