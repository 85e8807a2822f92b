import { SegmentedControl, Stack, Text } from '@mantine/core'
import type { WelcomeAnswer } from '@countersign/server/console-api'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { ask } from '../../app/ask.ts'
import { Exact } from '../../parts/time.tsx'
import { Loading } from '../../parts/loading.tsx'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { Outside } from './outside.tsx'
import { PasskeyWelcome } from './passkey-welcome.tsx'
import { PasswordWelcome } from './password-welcome.tsx'

const LEADS: Readonly<Record<WelcomeAnswer['kind'], string>> = {
  first: 'You are the first operator of this service, and its owner.',
  invited: 'You were invited to work with this service.',
  renewed: 'Set up anew how you sign in. It ends the former ways, and every session.',
}

const NO_TOKEN = 'A one-time link ends with # and 43 characters. Open the whole of it.'

/** Where one-time links lead: how one will sign in from now on. */
export function WelcomePage() {
  // Only the fragment has it: it was sent to no server, and is in no log.
  const [token] = useState(() => window.location.hash.slice(1))
  const isToken = /^[\w-]{43}$/.test(token)
  const { data, error, refetch } = useQuery({
    queryKey: ['welcome', token],
    queryFn: async () =>
      await ask<WelcomeAnswer>('POST', '/welcome/open', { body: { token }, isBare: true }),
    enabled: isToken,
    staleTime: Infinity,
  })
  if (!isToken)
    return (
      <Outside title="Welcome">
        <Text role="alert">{NO_TOKEN}</Text>
      </Outside>
    )
  if (data === undefined)
    return (
      <Outside title="Welcome">
        {error === null ? (
          <Loading />
        ) : (
          <ProblemNote error={error} onRetry={() => void refetch()} />
        )}
      </Outside>
    )
  return (
    <Outside title="Welcome" lead={LEADS[data.kind]}>
      <Choice token={token} welcome={data} />
      <Text size="xs" c="dimmed">
        This link works once, until <Exact at={data.expiresAt} />.
      </Text>
    </Outside>
  )
}

interface ChoiceProps {
  readonly token: string
  readonly welcome: WelcomeAnswer
}

function Choice({ token, welcome }: ChoiceProps) {
  const [way, setWay] = useState('password')
  const router = useRouter()
  const queries = useQueryClient()
  const done = () => {
    queries.clear()
    router.history.replace('/console/')
  }
  return (
    <Stack>
      <SegmentedControl
        fullWidth
        transitionDuration={0}
        aria-label="How you will sign in"
        value={way}
        onChange={setWay}
        data={[
          { value: 'password', label: 'Password and code' },
          { value: 'passkey', label: 'Passkey' },
        ]}
      />
      {way === 'password' ? (
        <PasswordWelcome token={token} welcome={welcome} onDone={done} />
      ) : (
        <PasskeyWelcome token={token} welcome={welcome} onDone={done} />
      )}
    </Stack>
  )
}
