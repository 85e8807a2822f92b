import { Button, Group, Stack } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { ask } from '../../app/ask.ts'
import { fieldErrors } from '../../app/field-errors.ts'
import { FormProblem } from '../../parts/form-problem.tsx'
import { NewPasswordInput } from '../sign-in/new-password-input.tsx'

export function ChangePassword({ onChanged }: { readonly onChanged: () => Promise<void> }) {
  const form = useForm({ initialValues: { password: '' } })
  const save = useMutation({
    mutationFn: async (body: object) => await ask('PUT', '/account/password', { body }),
    onSuccess: async () => {
      form.reset()
      notifications.show({ message: 'Your password is changed, and your other sessions ended.' })
      await onChanged()
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Stack maw={420}>
        <NewPasswordInput label="New password" {...form.getInputProps('password')} />
        <FormProblem error={save.error} fields={['password']} />
        <Group>
          <Button type="submit" variant="default" loading={save.isPending}>
            Change the password
          </Button>
        </Group>
      </Stack>
    </form>
  )
}
