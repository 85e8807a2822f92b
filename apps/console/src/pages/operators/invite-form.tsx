import { Button, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { LinkAnswer } from '@countersign/server/console-api'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { ask } from '../../app/ask.ts'
import { fieldErrors } from '../../app/field-errors.ts'
import { FormProblem } from '../../parts/form-problem.tsx'
import { type Grant, GrantsInput } from './grants.tsx'
import { OneTimeLink } from './one-time-link.tsx'

interface Invitation {
  readonly email: string
  readonly grants: readonly Grant[]
}

/** Makes a link for somebody new. */
export function InviteForm({ onDone }: { readonly onDone: () => void }) {
  const queries = useQueryClient()
  const form = useForm<Invitation>({
    initialValues: { email: '', grants: [{ appId: 0, role: 'support' }] },
  })
  const invite = useMutation({
    mutationFn: async (body: Invitation) =>
      await ask<LinkAnswer>('POST', '/operators/invitations', { body }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['operators', 'invitations'] }),
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  if (invite.data !== undefined) return <OneTimeLink link={invite.data} onDone={onDone} />
  const { error: grantsError } = form.getInputProps('grants')
  return (
    <form onSubmit={form.onSubmit((values) => invite.mutate(values))}>
      <Stack>
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="off"
          maxLength={254}
          required
          data-autofocus
          {...form.getInputProps('email')}
        />
        <GrantsInput
          value={form.values.grants}
          onChange={(grants) => form.setFieldValue('grants', grants)}
          error={typeof grantsError === 'string' ? grantsError : undefined}
        />
        <FormProblem error={invite.error} fields={['email', 'grants']} />
        <Button type="submit" loading={invite.isPending}>
          Make the link
        </Button>
      </Stack>
    </form>
  )
}
