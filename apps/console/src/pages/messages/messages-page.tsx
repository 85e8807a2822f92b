import type { MessagesAnswer } from '@countersign/server/console-api'
import { Anchor, Button, Group, TextInput } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { type KeyboardEvent, useState } from 'react'
import { ask } from '../../app/ask.ts'
import { type Change, changed } from '../../app/search-params.ts'
import { AppChoice } from '../../parts/app-choice.tsx'
import { Choice } from '../../parts/choice.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ListTable } from '../../parts/list-table.tsx'
import { Page } from '../../parts/page.tsx'
import { CHANNEL_LABELS, STATUS_LABELS, useMessageColumns } from './message-columns.tsx'
import { CHANNELS, STATUSES } from './routes.tsx'

/** Every message with what became of it. */
export function MessagesPage() {
  const search = useSearch({ from: '/shell/messages' })
  const navigate = useNavigate({ from: '/messages' })
  const columns = useMessageColumns()
  const messages = useQuery({
    queryKey: ['messages', search],
    queryFn: async ({ signal }) =>
      await ask<MessagesAnswer>('GET', '/messages', {
        query: { ...search, from: timeOf(search.from), until: timeOf(search.until) },
        signal,
      }),
    placeholderData: keepPreviousData,
  })
  const choose = (change: Change<typeof search>) =>
    void navigate({ search: changed(search, change) })
  const next = messages.data?.next ?? null
  const goOn = (after: string) => void navigate({ search: (former) => ({ ...former, after }) })
  const isNarrowed = Object.keys(search).some((name) => name !== 'after')
  return (
    <Page
      title="Messages"
      lead="What was sent, by whom it was carried, and what became of it. What a message says is not shown here."
      actions={
        <Anchor component={Link} to="/handset" size="sm">
          Read them on the handset
        </Anchor>
      }
    >
      <Group gap="sm" align="flex-end">
        <AppChoice value={search.app} onChoose={(app) => choose({ app })} />
        <Choice
          label="Channel"
          all="Any"
          value={search.channel}
          choices={CHANNELS.map((value) => ({ value, label: CHANNEL_LABELS[value] }))}
          onChoose={(channel) => choose({ channel: CHANNELS.find((each) => each === channel) })}
        />
        <Choice
          label="Delivery"
          all="Any"
          value={search.status}
          choices={STATUSES.map((value) => ({ value, label: STATUS_LABELS[value] }))}
          onChoose={(status) => choose({ status: STATUSES.find((each) => each === status) })}
        />
        <Filter
          key={`provider ${search.provider ?? ''}`}
          label="Provider"
          placeholder="twilio"
          value={search.provider}
          onChoose={(provider) => choose({ provider: provider?.toLowerCase() })}
        />
        <Filter
          key={`to ${search.to ?? ''}`}
          label="Recipient"
          placeholder="+1 317 338 9302"
          value={search.to}
          onChoose={(to) => choose({ to })}
        />
        <TextInput
          label="From"
          size="xs"
          type="datetime-local"
          value={search.from ?? ''}
          onChange={({ currentTarget: { value } }) =>
            choose({ from: value === '' ? undefined : value })
          }
        />
        <TextInput
          label="Until"
          size="xs"
          type="datetime-local"
          value={search.until ?? ''}
          onChange={({ currentTarget: { value } }) =>
            choose({ until: value === '' ? undefined : value })
          }
        />
        {isNarrowed ? (
          <Button size="xs" variant="subtle" onClick={() => void navigate({ search: {} })}>
            Show everything
          </Button>
        ) : null}
      </Group>
      <ListTable
        label="Messages"
        columns={columns}
        items={messages.data?.items}
        keyOf={({ id }) => id}
        error={messages.error}
        onRetry={() => void messages.refetch()}
        next={next}
        isFirst={search.after === undefined}
        onNext={goOn}
        onFirst={() => choose({})}
        empty={
          next === null ? (
            <EmptyState title={isNarrowed ? 'No such message' : 'Nothing was sent yet'}>
              {isNarrowed
                ? 'No message fits all of these filters.'
                : 'Messages show as soon as an application asks for a token by SMS, call or e-mail.'}
            </EmptyState>
          ) : (
            <EmptyState
              title="None among 5,000"
              action={
                <Button mt="sm" onClick={() => goOn(next)}>
                  Look further
                </Button>
              }
            >
              No message of those that were looked through fits. There are older ones.
            </EmptyState>
          )
        }
      />
    </Page>
  )
}

interface FilterProps {
  readonly label: string
  readonly placeholder: string
  readonly value: string | undefined
  readonly onChoose: (value: string | undefined) => void
}

/** A filter that is typed; it counts when Enter is pressed or the field is left. */
function Filter({ label, placeholder, value, onChoose }: FilterProps) {
  const [typed, setTyped] = useState(value ?? '')
  const settle = () => {
    const text = typed.trim()
    if (text !== (value ?? '')) onChoose(text === '' ? undefined : text)
  }
  return (
    <TextInput
      label={label}
      size="xs"
      placeholder={placeholder}
      maxLength={254}
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={settle}
      onKeyDown={({ key }: KeyboardEvent) => {
        if (key === 'Enter') settle()
      }}
    />
  )
}

/** Milliseconds of a time as the field writes it, where the browser is. */
function timeOf(typed: string | undefined): number | undefined {
  const time = typed === undefined ? Number.NaN : new Date(typed).getTime()
  return Number.isNaN(time) ? undefined : time
}
