import { Button, Group, Loader, Stack, Text } from '@mantine/core'
import type { ApprovalOutcomeAnswer, AskedOnPhoneAnswer } from '@countersign/server/console-api'
import { useEffect, useState } from 'react'
import { ask } from '../../app/ask.ts'
import { ProblemNote } from '../../parts/problem-note.tsx'

interface PhoneApprovalProps {
  readonly ticket: string
  readonly onGiven: () => void
  readonly onBack: () => void
}

type State =
  | { readonly step: 'asking' }
  | { readonly step: 'waiting'; readonly number: string | null }
  | { readonly step: 'denied' | 'expired' }
  | { readonly step: 'failed'; readonly error: unknown }

/** Asks on the operator's phone, and waits for the answer there. */
export function PhoneApproval({ ticket, onGiven, onBack }: PhoneApprovalProps) {
  const [state, setState] = useState<State>({ step: 'asking' })
  useEffect(() => {
    const leaving = new AbortController()
    const run = async () => {
      const options = { body: { ticket }, isBare: true, signal: leaving.signal }
      const { number } = await ask<AskedOnPhoneAnswer>('POST', '/sign-in/approval', options)
      setState({ step: 'waiting', number })
      for (;;) {
        const { result } = await ask<ApprovalOutcomeAnswer>(
          'POST',
          '/sign-in/approval/wait',
          options,
        )
        if (result === 'signed-in') return onGiven()
        if (result !== 'pending') return setState({ step: result })
      }
    }
    run().catch((error: unknown) => {
      if (!leaving.signal.aborted) setState({ step: 'failed', error })
    })
    return () => leaving.abort()
    // Once for each ticket: asking again would put one more request on the phone.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [ticket])
  return (
    <Stack>
      {state.step === 'asking' || state.step === 'waiting' ? (
        <Group gap="sm" component="output" aria-live="polite">
          <Loader size="sm" />
          <Text size="sm">Approve on your phone.</Text>
        </Group>
      ) : null}
      {state.step === 'waiting' && state.number !== null ? (
        <Text>
          It asks for this number:{' '}
          <Text span fw={700} fz="xl" className="figures">
            {state.number}
          </Text>
        </Text>
      ) : null}
      {state.step === 'denied' ? (
        <Text role="alert">It was denied on the phone. If that was not you, tell an owner.</Text>
      ) : null}
      {state.step === 'expired' ? <Text role="alert">Nobody answered in time.</Text> : null}
      {state.step === 'failed' ? <ProblemNote error={state.error} /> : null}
      <Button variant="default" onClick={onBack}>
        Type a code instead
      </Button>
    </Stack>
  )
}
