import { Button, Group, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import { useMutation } from '@tanstack/react-query'
import { ask } from '../../app/ask.ts'
import { fieldErrors } from '../../app/field-errors.ts'
import { FormProblem } from '../../parts/form-problem.tsx'

interface ChangeFieldProps {
  readonly field: 'name' | 'email'
  readonly label: string
  readonly value: string
  readonly maxLength: number
  readonly onChanged: () => Promise<void>
}

/** One thing about oneself, with a button that saves it. */
export function ChangeField({ field, label, value, maxLength, onChanged }: ChangeFieldProps) {
  const form = useForm({ initialValues: { [field]: value } })
  const typed = form.values[field] ?? ''
  const save = useMutation({
    mutationFn: async (body: object) => await ask('PUT', `/account/${field}`, { body }),
    onSuccess: async () => {
      notifications.show({ message: `Your ${field === 'name' ? 'name' : 'address'} is saved.` })
      await onChanged()
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  return (
    <form onSubmit={form.onSubmit((values) => save.mutate(values))}>
      <Group align="flex-end" gap="sm">
        <TextInput
          label={label}
          type={field === 'email' ? 'email' : 'text'}
          autoComplete={field}
          maxLength={maxLength}
          required
          flex={1}
          miw={200}
          maw={420}
          {...form.getInputProps(field)}
        />
        <Button type="submit" variant="default" disabled={typed === value} loading={save.isPending}>
          Save
        </Button>
      </Group>
      <FormProblem error={save.error} fields={[field]} />
    </form>
  )
}
