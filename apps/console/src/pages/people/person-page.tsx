import type { PersonAnswer } from '@countersign/server/console-api'
import { Anchor, Group, Paper, Stack, Tabs, Text } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ask } from '../../app/ask.ts'
import { countryName } from '../../app/country-name.ts'
import { Problem } from '../../app/problem.ts'
import { Copied } from '../../parts/copied.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { Activity } from './activity.tsx'
import { Approvals } from './approvals.tsx'
import { Devices } from './devices.tsx'
import { Overview } from './overview.tsx'
import { TABS } from './routes.tsx'
import { Timeline } from './timeline.tsx'
import { Tokens } from './tokens.tsx'

const LABELS = {
  overview: 'Overview',
  timeline: 'Timeline',
  tokens: 'Tokens sent',
  approvals: 'Approvals',
  devices: 'Devices',
  activity: 'Activity',
} as const satisfies Record<(typeof TABS)[number], string>

/** All that is known of one person. */
export function PersonPage() {
  const { authyId } = useParams({ from: '/shell/people/$authyId' })
  const { tab = 'overview' } = useSearch({ from: '/shell/people/$authyId' })
  const navigate = useNavigate({ from: '/people/$authyId' })
  const person = useQuery({
    queryKey: ['person', authyId],
    queryFn: async ({ signal }) =>
      await ask<PersonAnswer>('GET', `/people/${encodeURIComponent(authyId)}`, { signal }),
  })
  const back = (
    <Anchor component={Link} to="/people" size="sm">
      All people
    </Anchor>
  )
  if (person.data === undefined) {
    const isNobody = person.error instanceof Problem && person.error.code === 'not-found'
    return (
      <Page title="Person" actions={back}>
        {isNobody ? (
          <EmptyState title="There is no such person">
            No application that you see has a user with this id.
          </EmptyState>
        ) : person.error === null ? (
          <Loading lines={8} />
        ) : (
          <ProblemNote error={person.error} onRetry={() => void person.refetch()} />
        )}
      </Page>
    )
  }
  const shown = person.data
  return (
    <Page title={shown.phone} lead={countryName(shown.region)} actions={back}>
      <Paper withBorder p="sm" radius="md">
        <Group gap="xl">
          <Stack gap={2}>
            <Text size="xs" c="dimmed">
              Authy id
            </Text>
            <Copied value={String(shown.authyId)} label="the Authy id" />
          </Stack>
          <Stack gap={2}>
            <Text size="xs" c="dimmed">
              Phone
            </Text>
            {shown.isPhoneWhole ? (
              <Copied value={shown.phone} label="the number" />
            ) : (
              <Text size="sm">{shown.phone}</Text>
            )}
          </Stack>
          <Stack gap={2}>
            <Text size="xs" c="dimmed">
              On the handset
            </Text>
            <Anchor
              size="sm"
              renderRoot={(props) => (
                <Link {...props} to="/handset" search={{ authyId: shown.authyId }} />
              )}
            >
              Open this phone
            </Anchor>
          </Stack>
        </Group>
      </Paper>
      <Tabs
        value={tab}
        keepMounted={false}
        onChange={(value) => {
          const next = TABS.find((each) => each === value)
          void navigate({ search: next === undefined ? {} : { tab: next } })
        }}
      >
        <Tabs.List>
          {TABS.map((each) => (
            <Tabs.Tab key={each} value={each}>
              {LABELS[each]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        <Tabs.Panel value="overview" pt="md">
          <Overview person={shown} />
        </Tabs.Panel>
        <Tabs.Panel value="timeline" pt="md">
          <Timeline authyId={shown.authyId} />
        </Tabs.Panel>
        <Tabs.Panel value="tokens" pt="md">
          <Tokens authyId={shown.authyId} />
        </Tabs.Panel>
        <Tabs.Panel value="approvals" pt="md">
          <Approvals authyId={shown.authyId} />
        </Tabs.Panel>
        <Tabs.Panel value="devices" pt="md">
          <Devices person={shown} />
        </Tabs.Panel>
        <Tabs.Panel value="activity" pt="md">
          <Activity authyId={shown.authyId} />
        </Tabs.Panel>
      </Tabs>
    </Page>
  )
}
