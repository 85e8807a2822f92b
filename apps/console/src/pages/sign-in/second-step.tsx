import { Anchor, Button, Group, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { SecondFactorAnswer } from '@countersign/server/console-api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../../app/ask.ts'
import { fieldErrors } from '../../app/field-errors.ts'
import { FormProblem } from '../../parts/form-problem.tsx'
import { CodeInput } from './code-input.tsx'
import { PhoneApproval } from './phone-approval.tsx'

interface SecondStepProps {
  readonly factor: SecondFactorAnswer
  readonly onGiven: () => void
  readonly onBack: () => void
}

/** After the password: a code, or an approval on the own phone. */
export function SecondStep({ factor, onGiven, onBack }: SecondStepProps) {
  const { ticket, factors } = factor
  const [isAsking, setAsking] = useState(false)
  const form = useForm({ initialValues: { token: '' } })
  const verify = useMutation({
    mutationFn: async (token: string) =>
      await ask('POST', '/sign-in/token', { body: { ticket, token }, isBare: true }),
    onSuccess: onGiven,
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  const send = useMutation({
    mutationFn: async (channel: 'sms' | 'call') =>
      await ask('POST', '/sign-in/send', { body: { ticket, channel }, isBare: true }),
  })
  if (isAsking)
    return <PhoneApproval ticket={ticket} onGiven={onGiven} onBack={() => setAsking(false)} />
  return (
    <form onSubmit={form.onSubmit(({ token }) => verify.mutate(token.replaceAll(/\s/g, '')))}>
      <Stack>
        <Text size="sm">
          Type the code that your authenticator app shows for Countersign Console.
        </Text>
        <CodeInput {...form.getInputProps('token')} />
        <FormProblem error={verify.error} fields={['token']} />
        <Button type="submit" loading={verify.isPending}>
          Sign in
        </Button>
        <Group gap="md">
          {factors.approval ? (
            <Anchor component="button" type="button" size="sm" onClick={() => setAsking(true)}>
              Ask on my phone
            </Anchor>
          ) : null}
          {(['sms', 'call'] as const).map((channel) =>
            factors[channel] ? (
              <Anchor
                key={channel}
                component="button"
                type="button"
                size="sm"
                disabled={send.isPending}
                onClick={() => send.mutate(channel)}
              >
                {channel === 'sms' ? 'Send me an SMS' : 'Call me'}
              </Anchor>
            ) : null,
          )}
          <Anchor component="button" type="button" size="sm" onClick={onBack}>
            Back
          </Anchor>
        </Group>
        {send.isSuccess ? (
          <Text size="sm" component="output">
            A code is on its way to your phone.
          </Text>
        ) : null}
        <FormProblem error={send.error} fields={[]} />
      </Stack>
    </form>
  )
}
