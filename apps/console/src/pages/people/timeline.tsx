import type { TimelineAnswer } from '@countersign/server/console-api'
import { Button, Group, Stack, Text, Timeline as Line } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ask } from '../../app/ask.ts'
import { eventText } from '../../app/event-text.ts'
import { type Change, chosen } from '../../app/search-params.ts'
import { useSession } from '../../app/session.ts'
import { Choice } from '../../parts/choice.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Loading } from '../../parts/loading.tsx'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { Exact } from '../../parts/time.tsx'
import { PARTS } from './routes.tsx'

const PART_LABELS = {
  tokens: 'Tokens',
  approvals: 'Approvals',
  devices: 'Devices',
  account: 'Account',
  operators: 'Operators',
} as const

const COLORS = { good: 'green', bad: 'red', plain: 'gray' } as const

/** All that happened to a person, newest first. */
export function Timeline({ authyId }: { readonly authyId: number }) {
  const { part, after } = useSearch({ from: '/shell/people/$authyId' })
  const navigate = useNavigate({ from: '/people/$authyId' })
  const { appName } = useSession()
  const timeline = useQuery({
    queryKey: ['person', String(authyId), 'timeline', part, after],
    queryFn: async ({ signal }) =>
      await ask<TimelineAnswer>('GET', `/people/${authyId}/timeline`, {
        query: { part, after },
        signal,
      }),
    placeholderData: keepPreviousData,
    // What has just happened is in it a second later.
    refetchInterval: after === undefined ? 5_000 : false,
  })
  const go = (to: Change<{ readonly part: typeof part; readonly after: string }>) =>
    void navigate({ search: chosen({ tab: 'timeline' as const, part: to.part, after: to.after }) })
  const { data, error } = timeline
  return (
    <Stack gap="md">
      <Group>
        <Choice
          label="Show"
          all="Everything"
          value={part}
          choices={PARTS.map((value) => ({ value, label: PART_LABELS[value] }))}
          onChoose={(value) => {
            go({ part: PARTS.find((each) => each === value) })
          }}
        />
      </Group>
      {data === undefined && error !== null ? <ProblemNote error={error} /> : null}
      {data === undefined && error === null ? <Loading lines={6} /> : null}
      {data?.items.length === 0 ? (
        <EmptyState title="Nothing here">
          Nothing of this kind has happened to this person.
        </EmptyState>
      ) : null}
      {data === undefined || data.items.length === 0 ? null : (
        <Line bulletSize={14} lineWidth={2} active={data.items.length}>
          {data.items.map((each) => {
            const { title, detail, tone } = eventText(each.kind, each.facts)
            return (
              <Line.Item key={each.id} color={COLORS[tone]} title={title}>
                {detail === undefined ? null : <Text size="sm">{detail}</Text>}
                <Text size="xs" c="dimmed">
                  <Exact at={each.at} /> · {appName(each.appId)}
                  {each.operator === null ? '' : ` · by ${each.operator}`}
                </Text>
              </Line.Item>
            )
          })}
        </Line>
      )}
      <Group gap="xs">
        {after === undefined ? null : (
          <Button size="xs" variant="default" onClick={() => go({ part })}>
            Newest
          </Button>
        )}
        {(data?.next ?? null) === null ? null : (
          <Button
            size="xs"
            variant="default"
            onClick={() => go({ part, after: data?.next ?? undefined })}
          >
            Older
          </Button>
        )}
      </Group>
    </Stack>
  )
}
