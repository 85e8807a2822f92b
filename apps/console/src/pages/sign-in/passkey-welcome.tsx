import { Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { PasskeyOptionsAnswer } from '@countersign/server/console-api'
import { useMutation } from '@tanstack/react-query'
import { ask } from '../../app/ask.ts'
import { fieldErrors } from '../../app/field-errors.ts'
import { FormProblem } from '../../parts/form-problem.tsx'
import { PasskeyButton } from './passkey-button.tsx'
import { makePasskey, nameOfThisDevice } from './passkey.ts'
import { PersonFields, type WelcomeProps } from './person-fields.tsx'

/** Becomes an operator with a passkey alone. */
export function PasskeyWelcome({ token, welcome, onDone }: WelcomeProps) {
  const form = useForm({
    initialValues: { email: welcome.email ?? '', name: welcome.name ?? '' },
  })
  const make = useMutation({
    mutationFn: async (person: { readonly email: string; readonly name: string }) => {
      const { options } = await ask<PasskeyOptionsAnswer>('POST', '/welcome/passkey/options', {
        body: { token, ...person },
        isBare: true,
      })
      const response = await makePasskey(options)
      await ask('POST', '/welcome/passkey', {
        body: { token, ...person, passkeyName: nameOfThisDevice(), response },
        isBare: true,
      })
    },
    onSuccess: onDone,
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  const start = form.onSubmit((person) => make.mutate(person))
  return (
    <form onSubmit={start}>
      <Stack>
        <PersonFields welcome={welcome} propsOf={(field) => form.getInputProps(field)} />
        <Text size="sm" c="dimmed">
          A passkey is kept by your device or your password manager, and unlocked by you. There is
          nothing to remember, and nothing that could be read off a page like this one.
        </Text>
        <FormProblem error={make.error} fields={['email', 'name']} />
        <PasskeyButton label="Make a passkey" isPending={make.isPending} onPress={start} />
      </Stack>
    </form>
  )
}
