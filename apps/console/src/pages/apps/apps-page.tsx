import { Anchor, Badge, Button, Group, Modal, Select, TextInput } from '@mantine/core'
import { useDebouncedCallback, useDisclosure } from '@mantine/hooks'
import { IconSearch } from '@tabler/icons-react'
import type { AppListAnswer } from '@countersign/server/console-api'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useSession } from '../../app/session.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { type Column, ListTable } from '../../parts/list-table.tsx'
import { Page } from '../../parts/page.tsx'
import { Ago } from '../../parts/time.tsx'
import { CreateAppForm } from './create-app-form.tsx'
import { type AppsSearch, isPlan, isSort } from './apps-search.ts'
import { appsQuery } from './queries.ts'

type App = AppListAnswer['items'][number]

const SEARCH_WAIT_MS = 300

const COLUMNS: readonly Column<App>[] = [
  {
    title: 'Name',
    sort: 'name',
    cell: ({ id, name }) => (
      <Anchor component={Link} to={`/apps/${id}`} size="sm">
        {name}
      </Anchor>
    ),
  },
  {
    title: 'Plan',
    cell: ({ plan }) => (
      <Badge variant="light" tt="none" color={plan === 'sandbox' ? 'yellow' : 'green'}>
        {plan}
      </Badge>
    ),
  },
  { title: 'Created', sort: 'created', cell: ({ createdAt }) => <Ago at={createdAt} /> },
  { title: 'Your role', cell: ({ role }) => role },
]

export function AppsPage() {
  const search = useSearch({ from: '/shell/apps' })
  const navigate = useNavigate({ from: '/apps' })
  const { may } = useSession()
  const [isCreating, { open, close }] = useDisclosure()
  const sort = search.sort ?? 'name'
  const { data, error, refetch } = useQuery(appsQuery({ ...search, sort }))
  /** A new filter begins at the first page. */
  const filter = (change: AppsSearch) => {
    const { after: _, ...kept } = search
    void navigate({ search: { ...kept, ...change }, replace: true })
  }
  const find = useDebouncedCallback((q: string) => filter({ q }), SEARCH_WAIT_MS)
  const mayCreate = may('operator', 'all')
  const isFiltered = (search.q ?? '') !== '' || search.plan !== undefined
  return (
    <Page
      title="Applications"
      lead="What asks this service to verify people."
      actions={mayCreate ? <Button onClick={open}>Create an application</Button> : undefined}
    >
      <Group gap="sm">
        <TextInput
          aria-label="Search by name"
          placeholder="Search by name"
          type="search"
          leftSection={<IconSearch size={16} aria-hidden />}
          maxLength={100}
          defaultValue={search.q ?? ''}
          onChange={(event) => find(event.currentTarget.value)}
        />
        <Select
          aria-label="Plan"
          data={[
            { value: '', label: 'Every plan' },
            { value: 'production', label: 'Production' },
            { value: 'sandbox', label: 'Sandbox' },
          ]}
          allowDeselect={false}
          value={search.plan ?? ''}
          onChange={(plan) => {
            const { plan: _, after: __, ...kept } = search
            void navigate({ search: isPlan(plan) ? { ...kept, plan } : kept, replace: true })
          }}
        />
      </Group>
      <ListTable
        label="Applications"
        columns={COLUMNS}
        items={data?.items}
        keyOf={({ id }) => id}
        error={error}
        onRetry={() => void refetch()}
        empty={
          isFiltered ? (
            <EmptyState title="No application matches">
              Search for less, or for every plan.
            </EmptyState>
          ) : (
            <EmptyState
              title="No application yet"
              action={mayCreate ? <Button onClick={open}>Create an application</Button> : undefined}
            >
              An application has a name that people read in messages, and an API key with which your
              server asks.
            </EmptyState>
          )
        }
        sort={sort}
        onSort={(chosen) => {
          if (isSort(chosen)) filter({ sort: chosen })
        }}
        next={data?.next}
        isFirst={search.after === undefined}
        onNext={(after) => void navigate({ search: { ...search, after } })}
        onFirst={() => filter({})}
      />
      <Modal opened={isCreating} onClose={close} title="Create an application">
        <CreateAppForm />
      </Modal>
    </Page>
  )
}
