import { Button, Radio, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { CreatedAppAnswer } from '@countersign/server/console-api'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { ask } from '../../app/ask.ts'
import { fieldErrors } from '../../app/field-errors.ts'
import { FormProblem } from '../../parts/form-problem.tsx'
import { ApiKey } from './api-key.tsx'

/** Makes an application, and shows its key. */
export function CreateAppForm() {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const form = useForm({ initialValues: { name: '', plan: 'production' } })
  const create = useMutation({
    mutationFn: async (body: object) => await ask<CreatedAppAnswer>('POST', '/apps', { body }),
    onSuccess: async () => {
      await queries.invalidateQueries({ queryKey: ['apps', 'list'] })
      await queries.invalidateQueries({ queryKey: ['session'] })
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  if (create.data !== undefined) {
    const { apiKey, id } = create.data
    const open = () => void navigate({ to: '/apps/$appId', params: { appId: String(id) } })
    return <ApiKey apiKey={apiKey} label="To the application" onDone={open} />
  }
  return (
    <form onSubmit={form.onSubmit((values) => create.mutate(values))}>
      <Stack>
        <TextInput
          label="Name"
          description="Up to 30 characters. People read it in every message."
          autoComplete="off"
          maxLength={30}
          required
          data-autofocus
          {...form.getInputProps('name')}
        />
        <PlanInput {...form.getInputProps('plan')} />
        <FormProblem error={create.error} fields={['name']} />
        <Button type="submit" loading={create.isPending}>
          Create the application
        </Button>
      </Stack>
    </form>
  )
}

interface PlanInputProps {
  readonly value?: string
  readonly onChange: (plan: string) => void
}

export function PlanInput({ value = 'production', onChange }: PlanInputProps) {
  return (
    <Radio.Group label="Plan" value={value} onChange={onChange}>
      <Stack gap="xs" mt="xs">
        <Radio value="production" label="Production" description="Messages go out." />
        <Radio
          value="sandbox"
          label="Sandbox"
          description="Nothing is sent, and the token 0000000 verifies for everybody: for tests."
        />
      </Stack>
    </Radio.Group>
  )
}
