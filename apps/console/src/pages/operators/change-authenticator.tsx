import { Button, Group, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import type { NewAuthenticatorAnswer } from '@countersign/server/console-api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../../app/ask.ts'
import { fieldErrors } from '../../app/field-errors.ts'
import { FormProblem } from '../../parts/form-problem.tsx'
import { AuthenticatorSetup } from '../sign-in/authenticator-setup.tsx'
import { PhoneFields } from '../sign-in/phone-fields.tsx'

interface ChangeAuthenticatorProps {
  readonly hasOne: boolean
  readonly onChanged: () => Promise<void>
}

/** Sets up an authenticator for the second factor, in place of the former one. */
export function ChangeAuthenticator({ hasOne, onChanged }: ChangeAuthenticatorProps) {
  const [isOpen, setOpen] = useState(false)
  const [setup, setSetup] = useState<NewAuthenticatorAnswer>()
  const form = useForm({ initialValues: { phone: { countryCode: '', cellphone: '' } } })
  const begin = useMutation({
    mutationFn: async (body: object) =>
      await ask<NewAuthenticatorAnswer>('POST', '/account/authenticator', { body }),
    onSuccess: setSetup,
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  const confirm = useMutation({
    mutationFn: async (code: string) =>
      await ask('POST', '/account/authenticator/confirm', { body: { ...form.values, code } }),
    onSuccess: async () => {
      setSetup(undefined)
      setOpen(false)
      form.reset()
      notifications.show({ message: 'Your authenticator is set up.' })
      await onChanged()
    },
  })
  if (setup !== undefined)
    return (
      <Stack maw={420}>
        <AuthenticatorSetup
          authenticator={setup.authenticator}
          isPending={confirm.isPending}
          error={confirm.error}
          onCode={(code) => confirm.mutate(code)}
          onBack={() => setSetup(undefined)}
        />
      </Stack>
    )
  if (!isOpen)
    return (
      <Group>
        <Button variant="default" onClick={() => setOpen(true)}>
          {hasOne ? 'Set up another one' : 'Set one up'}
        </Button>
      </Group>
    )
  return (
    <form onSubmit={form.onSubmit((values) => begin.mutate(values))}>
      <Stack maw={420}>
        <PhoneFields propsOf={(field) => form.getInputProps(`phone.${field}`)} />
        {hasOne ? (
          <Text size="sm" c="dimmed">
            With the same phone the former authenticator ends as soon as the new one is shown.
          </Text>
        ) : null}
        <FormProblem error={begin.error} fields={['phone.countryCode', 'phone.cellphone']} />
        <Group>
          <Button type="submit" loading={begin.isPending}>
            Continue
          </Button>
          <Button variant="default" onClick={() => setOpen(false)}>
            Leave it
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
