import { Button, PasswordInput, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { SecondFactorAnswer } from '@countersign/server/console-api'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { ask } from '../../app/ask.ts'
import { fieldErrors } from '../../app/field-errors.ts'
import type { ProofKind } from '../../app/proof.ts'
import { sessionQuery } from '../../app/session.ts'
import { FormProblem } from '../../parts/form-problem.tsx'
import { PasskeyButton } from './passkey-button.tsx'
import { signInWithPasskey } from './passkey.ts'
import { Loading } from '../../parts/loading.tsx'

const SecondStep = lazy(async () => {
  const { SecondStep } = await import('./second-step.tsx')
  return { default: SecondStep }
})

interface ProofFormProps {
  readonly kind: ProofKind
  readonly onGiven: () => void
}

/** Signs in, or proves once more who it is: both are a new sign-in, in place of the session before. */
export function ProofForm({ kind, onGiven }: ProofFormProps) {
  const queries = useQueryClient()
  const before = queries.getQueryData(sessionQuery.queryKey)
  const [factor, setFactor] = useState<SecondFactorAnswer>()
  const form = useForm({ initialValues: { email: before?.operator.email ?? '', password: '' } })
  const given = async () => {
    const now = await queries.fetchQuery({ ...sessionQuery, staleTime: 0 })
    // The page below is another operator's: what stands in it must not be sent as this one's.
    if (before !== undefined && before.operator.id !== now.operator.id)
      window.location.assign('/console/')
    else onGiven()
  }
  const password = useMutation({
    mutationFn: async (body: { readonly email: string; readonly password: string }) =>
      await ask<SecondFactorAnswer>('POST', '/sign-in/password', { body, isBare: true }),
    onSuccess: setFactor,
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  const passkey = useMutation({ mutationFn: signInWithPasskey, onSuccess: given })
  if (factor !== undefined)
    return (
      <Suspense fallback={<Loading lines={3} />}>
        <SecondStep
          factor={factor}
          onGiven={() => void given()}
          onBack={() => {
            setFactor(undefined)
            password.reset()
          }}
        />
      </Suspense>
    )
  return (
    <Stack>
      {kind === 'fresh' ? (
        <Text size="sm">
          This shows a key or loosens a protection, so it asks once more who you are. What you typed
          stays.
        </Text>
      ) : null}
      <form onSubmit={form.onSubmit((values) => password.mutate(values))}>
        <Stack>
          <TextInput
            label="E-mail"
            type="email"
            autoComplete="username"
            maxLength={254}
            required
            readOnly={kind === 'fresh'}
            {...form.getInputProps('email')}
          />
          <PasswordInput
            label="Password"
            autoComplete="current-password"
            maxLength={1_024}
            required
            data-autofocus={before === undefined ? undefined : true}
            {...form.getInputProps('password')}
          />
          <FormProblem error={password.error} fields={['email', 'password']} />
          <Button type="submit" loading={password.isPending}>
            Continue
          </Button>
        </Stack>
      </form>
      <PasskeyButton
        label="Use a passkey instead"
        isOverPage={before !== undefined}
        isPending={passkey.isPending}
        onPress={() => passkey.mutate()}
      />
      <FormProblem error={passkey.error} fields={[]} />
    </Stack>
  )
}
