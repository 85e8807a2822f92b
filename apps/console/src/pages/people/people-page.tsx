import type { ListedPersonAnswer, PeopleAnswer } from '@countersign/server/console-api'
import { Anchor, Badge, Button, Group, Stack, Text, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { ask } from '../../app/ask.ts'
import { countryName } from '../../app/country-name.ts'
import { type Change, changed } from '../../app/search-params.ts'
import { useSession } from '../../app/session.ts'
import { AppChoice } from '../../parts/app-choice.tsx'
import { Choice } from '../../parts/choice.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { type Column, ListTable } from '../../parts/list-table.tsx'
import { Page } from '../../parts/page.tsx'
import { Ago } from '../../parts/time.tsx'
import { STANDINGS } from './routes.tsx'

const STANDING_LABELS = {
  suspended: 'Suspended',
  confirmed: 'Confirmed',
  unconfirmed: 'Not confirmed',
} as const

/** Found by what is known of them, or listed. */
export function PeoplePage() {
  const search = useSearch({ from: '/shell/people' })
  const navigate = useNavigate({ from: '/people' })
  const { appName } = useSession()
  const people = useQuery({
    queryKey: ['people', search],
    queryFn: async ({ signal }) =>
      await ask<PeopleAnswer>('GET', '/people', { query: { ...search }, signal }),
    placeholderData: keepPreviousData,
  })
  const choose = (change: Change<typeof search>) =>
    void navigate({ search: changed(search, change) })
  const columns: readonly Column<ListedPersonAnswer>[] = [
    {
      title: 'Phone',
      cell: (person) => (
        <Anchor
          component={Link}
          to={`/people/${person.authyId}`}
          size="sm"
          fw={600}
          style={{ whiteSpace: 'nowrap' }}
        >
          {person.phone}
        </Anchor>
      ),
    },
    { title: 'Authy id', cell: ({ authyId }) => authyId },
    { title: 'Application', cell: ({ appId }) => appName(appId) },
    { title: 'Standing', cell: (person) => <StandingBadge {...person} /> },
    { title: 'Country', cell: ({ region }) => countryName(region) },
    { title: 'Devices', cell: ({ devices }) => devices },
    { title: 'Added', sort: 'created', cell: ({ createdAt }) => <Ago at={createdAt} /> },
  ]
  const isNarrowed = Object.keys(search).some((name) => name !== 'sort' && name !== 'after')
  return (
    <Page title="People" lead="Everybody whom your applications have registered.">
      <SearchBox
        key={search.search ?? ''}
        searched={search.search ?? ''}
        onSearch={(typed) => choose({ search: typed === '' ? undefined : typed })}
      />
      <Group gap="sm" align="flex-end">
        <AppChoice value={search.app} onChoose={(app) => choose({ app })} />
        <Choice
          label="Standing"
          all="Any"
          value={search.standing}
          choices={STANDINGS.map((value) => ({ value, label: STANDING_LABELS[value] }))}
          onChoose={(standing) => choose({ standing: STANDINGS.find((each) => each === standing) })}
        />
        <Choice
          label="Devices"
          all="With or without"
          value={search.devices}
          choices={[
            { value: 'some', label: 'With a device' },
            { value: 'none', label: 'Without one' },
          ]}
          onChoose={(devices) =>
            choose({ devices: devices === 'some' || devices === 'none' ? devices : undefined })
          }
        />
        <CountryChoice value={search.country} onChoose={(country) => choose({ country })} />
        {isNarrowed ? (
          <Button size="xs" variant="subtle" onClick={() => void navigate({ search: {} })}>
            Show everybody
          </Button>
        ) : null}
      </Group>
      <ListTable
        label="People"
        columns={columns}
        items={people.data?.items}
        keyOf={({ appId, authyId }) => `${appId}/${authyId}`}
        error={people.error}
        onRetry={() => void people.refetch()}
        sort={search.sort ?? '-created'}
        onSort={(sort) => choose({ sort: sort === 'created' ? 'created' : undefined })}
        next={people.data?.next}
        isFirst={search.after === undefined}
        onNext={(after) => void navigate({ search: (former) => ({ ...former, after }) })}
        onFirst={() => choose({})}
        empty={
          <Nobody
            {...search}
            next={people.data?.next ?? null}
            onNext={(after) => void navigate({ search: (former) => ({ ...former, after }) })}
          />
        }
      />
    </Page>
  )
}

export function StandingBadge(person: {
  readonly suspendedAt: number | null
  readonly confirmedAt: number | null
  readonly removedAt?: number | null
}) {
  if ((person.removedAt ?? null) !== null) return <Badge variant="default">Removed</Badge>
  if (person.suspendedAt !== null)
    return (
      <Badge color="red.9" variant="filled">
        Suspended
      </Badge>
    )
  return person.confirmedAt === null ? (
    <Badge variant="default">Not confirmed</Badge>
  ) : (
    <Badge variant="filled">Confirmed</Badge>
  )
}

interface SearchBoxProps {
  readonly searched: string
  readonly onSearch: (typed: string) => void
}

function SearchBox({ searched, onSearch }: SearchBoxProps) {
  const [typed, setTyped] = useState(searched)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        onSearch(typed.trim())
      }}
    >
      <Group gap="xs" align="flex-end">
        <TextInput
          label="Find a person"
          description="By phone with its country code, e-mail address or Authy id"
          placeholder="+1 317 338 9302"
          type="search"
          maxLength={254}
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          style={{ flex: '1 1 240px', maxWidth: 460 }}
        />
        <Button type="submit" leftSection={<IconSearch size={16} aria-hidden />}>
          Find
        </Button>
      </Group>
    </form>
  )
}

/** Two letters, as they stand in the list of ISO 3166. */
function CountryChoice({
  value,
  onChoose,
}: {
  readonly value: string | undefined
  readonly onChoose: (country: string | undefined) => void
}) {
  const [typed, setTyped] = useState(value ?? '')
  const settle = () => {
    const country = typed.trim().toUpperCase()
    onChoose(/^[A-Z]{2}$/.test(country) ? country : undefined)
  }
  return (
    <TextInput
      label="Country"
      size="xs"
      w={90}
      placeholder="DE"
      maxLength={2}
      value={typed}
      onChange={({ currentTarget }) => setTyped(currentTarget.value)}
      onBlur={() => {
        if (typed.trim().toUpperCase() !== (value ?? '')) settle()
      }}
      onKeyDown={({ key }) => {
        if (key === 'Enter') settle()
      }}
    />
  )
}

function Nobody({
  search,
  next,
  onNext,
}: {
  readonly search?: string
  readonly next: string | null
  readonly onNext: (after: string) => void
}) {
  if (next !== null) {
    return (
      <EmptyState
        title="Nobody among 5,000"
        action={
          <Button mt="sm" onClick={() => onNext(next)}>
            Look further
          </Button>
        }
      >
        Nobody of those who were looked through fits. There are more.
      </EmptyState>
    )
  }
  if (search !== undefined) {
    return (
      <EmptyState title="Nobody was found">
        <Stack gap={4} component="span">
          <Text inherit component="span">
            No person of your applications has this number, address or id.
          </Text>
          <Text inherit component="span">
            A number needs its country code, as in +49 151 23456789.
          </Text>
        </Stack>
      </EmptyState>
    )
  }
  return (
    <EmptyState title="Nobody here yet">
      People show as soon as an application registers them with <code>POST users/new</code>.
    </EmptyState>
  )
}
