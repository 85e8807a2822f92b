import { Button, Group, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import type { AppAnswer } from '@countersign/server/console-api'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { ask } from '../../app/ask.ts'
import { fieldErrors } from '../../app/field-errors.ts'
import { useSession } from '../../app/session.ts'
import { FormProblem } from '../../parts/form-problem.tsx'
import { Section } from '../../parts/section.tsx'
import { Exact } from '../../parts/time.tsx'
import { ConflictNote } from './conflict-note.tsx'
import { PlanInput } from './create-app-form.tsx'
import { Facts } from './facts.tsx'
import { appQuery } from './queries.ts'

export function OverviewTab() {
  const { appId } = useParams({ from: '/shell/apps/$appId' })
  const { may } = useSession()
  const { data: app } = useSuspenseQuery(appQuery(appId))
  const { id, name, plan, createdAt } = app
  return (
    <Stack>
      <Section title="Facts">
        <Facts
          rows={[
            ['Name', name],
            ['Plan', plan],
            ['Number', String(id)],
            ['Created', <Exact key="created" at={createdAt} />],
          ]}
        />
      </Section>
      {may('operator', id) ? <NameAndPlan app={app} /> : null}
    </Stack>
  )
}

/** What was there when the form was filled goes along, so that nobody overwrites what they have not seen. */
function NameAndPlan({ app }: { readonly app: AppAnswer }) {
  const queries = useQueryClient()
  const seen = { name: app.name, plan: app.plan as string }
  const form = useForm({ initialValues: seen })
  const save = useMutation({
    mutationFn: async (body: { readonly from: object; readonly to: object }) =>
      await ask('PUT', `/apps/${app.id}`, { body }),
    onSuccess: async () => {
      form.resetDirty()
      notifications.show({ message: 'The application is saved.' })
      await queries.invalidateQueries({ queryKey: ['apps'] })
      await queries.invalidateQueries({ queryKey: ['session'] })
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  return (
    <Section
      title="Name and plan"
      lead="The name stands in every message and in people’s authenticators."
    >
      <form onSubmit={form.onSubmit((to) => save.mutate({ from: form.getInitialValues(), to }))}>
        <Stack maw={420}>
          <TextInput
            label="Name"
            autoComplete="off"
            maxLength={30}
            required
            {...form.getInputProps('name')}
          />
          <PlanInput {...form.getInputProps('plan')} />
          <ConflictNote
            error={save.error}
            labels={{ name: 'Name', plan: 'Plan' }}
            onTake={(now) => {
              form.setInitialValues({ ...form.getInitialValues(), ...now })
              save.reset()
            }}
          />
          <FormProblem error={save.error} fields={['name']} />
          <Group>
            <Button type="submit" disabled={!form.isDirty()} loading={save.isPending}>
              Save
            </Button>
          </Group>
        </Stack>
      </form>
    </Section>
  )
}
