import type { HandsetAnswer, HandsetsAnswer } from '@countersign/server/console-api'
import { Badge, Button, Group, Stack, Text, TextInput, Title } from '@mantine/core'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { ask } from '../../app/ask.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { Ago } from '../../parts/time.tsx'
import { Phone } from './phone.tsx'
import { useLive } from './use-live.ts'
import './handset.css'

/** The phones that the outbox stands in for: the whole product can be tried with no carrier. */
export function HandsetPage() {
  const search = useSearch({ from: '/shell/handset' })
  const isLive = useLive('/messages/stream', 'messages', 'handset')
  const phones = useQuery({
    queryKey: ['handset', 'phones'],
    queryFn: async ({ signal }) => await ask<HandsetsAnswer>('GET', '/handsets', { signal }),
  })
  const first = phones.data?.items[0]
  // Without a choice, the phone to which something came last.
  const chosen =
    search.to === undefined && search.authyId === undefined && first !== undefined
      ? choiceOf(first)
      : search
  const isChosen = chosen.to !== undefined || chosen.authyId !== undefined
  const phone = useQuery({
    queryKey: ['handset', 'phone', chosen],
    queryFn: async ({ signal }) =>
      await ask<HandsetAnswer>('GET', '/handset', { query: { ...chosen }, signal }),
    enabled: isChosen,
    placeholderData: keepPreviousData,
  })
  return (
    <Page
      title="Handset"
      lead="Messages that no carrier takes, as they would arrive. What a real provider delivers is not shown."
      actions={
        <Badge variant={isLive ? 'filled' : 'default'} component="output">
          {isLive ? 'Live' : 'Connecting'}
        </Badge>
      }
    >
      <div className="handsets">
        <Stack gap="md">
          <NumberBox key={search.to ?? ''} />
          <Phones items={phones.data?.items} chosen={chosen} />
        </Stack>
        <div>
          {phone.error !== null && phone.data === undefined ? (
            <ProblemNote error={phone.error} onRetry={() => void phone.refetch()} />
          ) : null}
          {phone.data === undefined ? null : <Phone phone={phone.data} />}
          {isChosen && phone.isPending ? <Loading lines={8} /> : null}
          {!isChosen && phones.data !== undefined ? (
            <EmptyState title="No message yet">
              Have an application send a token, for example with <code>GET sms/{'{authy_id}'}</code>
              , or type a number to wait for what comes to it.
            </EmptyState>
          ) : null}
        </div>
      </div>
    </Page>
  )
}

interface Choice {
  readonly to?: string
  readonly authyId?: number
}

/** By the person where there is one: supporters do not see the number. */
function choiceOf({
  to,
  authyId,
}: {
  readonly to: string
  readonly authyId: number | null
}): Choice {
  return authyId === null ? { to } : { authyId }
}

interface PhonesProps {
  readonly items: HandsetsAnswer['items'] | undefined
  readonly chosen: Choice
}

function Phones({ items, chosen }: PhonesProps) {
  if (items === undefined || items.length === 0) return null
  return (
    <Stack gap="xs">
      <Title order={2} size="h6">
        Lately
      </Title>
      <ul className="phones">
        {items.map((item) => {
          const choice = choiceOf(item)
          const isCurrent =
            choice.authyId === undefined
              ? chosen.to === choice.to
              : chosen.authyId === choice.authyId
          return (
            <li key={`${item.to}/${item.authyId ?? ''}`}>
              <Link
                to="/handset"
                search={choice}
                {...(isCurrent ? { 'aria-current': 'true' } : {})}
              >
                <Text size="sm" fw={600} component="span" display="block">
                  {item.to}
                </Text>
                <Text size="xs" c="dimmed" component="span">
                  {item.count === 1 ? '1 message' : `${item.count} messages`},{' '}
                  <Ago at={item.lastAt} />
                </Text>
              </Link>
            </li>
          )
        })}
      </ul>
    </Stack>
  )
}

function NumberBox() {
  const { to = '' } = useSearch({ from: '/shell/handset' })
  const navigate = useNavigate({ from: '/handset' })
  const [typed, setTyped] = useState(to)
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        const text = typed.trim()
        void navigate({ search: text === '' ? {} : { to: text } })
      }}
    >
      <Group gap="xs" align="flex-end" wrap="nowrap">
        <TextInput
          label="Open a number"
          placeholder="+1 555 123 4567"
          maxLength={254}
          value={typed}
          onChange={({ currentTarget }) => setTyped(currentTarget.value)}
          style={{ flex: 1 }}
        />
        <Button type="submit" variant="default">
          Open
        </Button>
      </Group>
    </form>
  )
}
