import { Button, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { NewAuthenticatorAnswer } from '@countersign/server/console-api'
import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ask } from '../../app/ask.ts'
import { fieldErrors } from '../../app/field-errors.ts'
import { FormProblem } from '../../parts/form-problem.tsx'
import { AuthenticatorSetup } from './authenticator-setup.tsx'
import { PersonFields, type WelcomeProps } from './person-fields.tsx'
import { NewPasswordInput } from './new-password-input.tsx'
import { PhoneFields } from './phone-fields.tsx'

const FIELDS = ['email', 'name', 'password', 'phone.countryCode', 'phone.cellphone']

/** Becomes an operator with a password, and an authenticator for the second factor. */
export function PasswordWelcome({ token, welcome, onDone }: WelcomeProps) {
  const [setup, setSetup] = useState<NewAuthenticatorAnswer>()
  const form = useForm({
    initialValues: {
      email: welcome.email ?? '',
      name: welcome.name ?? '',
      password: '',
      phone: { countryCode: '', cellphone: '' },
    },
  })
  const begin = useMutation({
    mutationFn: async (values: typeof form.values) =>
      await ask<NewAuthenticatorAnswer>('POST', '/welcome/password/begin', {
        body: { token, ...values },
        isBare: true,
      }),
    onSuccess: setSetup,
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  const finish = useMutation({
    mutationFn: async (code: string) =>
      await ask('POST', '/welcome/password', {
        body: { token, ...form.values, code },
        isBare: true,
      }),
    onSuccess: onDone,
  })
  if (setup !== undefined)
    return (
      <AuthenticatorSetup
        authenticator={setup.authenticator}
        isPending={finish.isPending}
        error={finish.error}
        onCode={(code) => finish.mutate(code)}
        onBack={() => {
          setSetup(undefined)
          finish.reset()
        }}
      />
    )
  return (
    <form onSubmit={form.onSubmit((values) => begin.mutate(values))}>
      <Stack>
        <PersonFields welcome={welcome} propsOf={(field) => form.getInputProps(field)} />
        <NewPasswordInput {...form.getInputProps('password')} />
        <PhoneFields propsOf={(field) => form.getInputProps(`phone.${field}`)} />
        <FormProblem error={begin.error} fields={FIELDS} />
        <Button type="submit" loading={begin.isPending}>
          Continue to the second factor
        </Button>
      </Stack>
    </form>
  )
}
