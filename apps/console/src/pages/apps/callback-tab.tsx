import { Alert, Badge, Button, Group, Select, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { notifications } from '@mantine/notifications'
import type { CallbackAnswerBody, CallbackTestAnswer } from '@countersign/server/console-api'
import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useEffect } from 'react'
import { ask } from '../../app/ask.ts'
import { fieldErrors } from '../../app/field-errors.ts'
import { useSession } from '../../app/session.ts'
import { FormProblem } from '../../parts/form-problem.tsx'
import { type Column, ListTable } from '../../parts/list-table.tsx'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { Section } from '../../parts/section.tsx'
import { Ago, Exact } from '../../parts/time.tsx'
import { ConflictNote } from './conflict-note.tsx'
import { Facts } from './facts.tsx'
import { callbackQuery, callbackTestQuery } from './queries.ts'

export function CallbackTab() {
  const { appId } = useParams({ from: '/shell/apps/$appId' })
  const { may } = useSession()
  const queries = useQueryClient()
  const { data: callback } = useSuspenseQuery(callbackQuery(appId))
  const mayChange = may('operator', Number(appId))
  const reload = () => queries.invalidateQueries({ queryKey: callbackQuery(appId).queryKey })
  const enable = useMutation({
    mutationFn: async () => await ask('POST', `/apps/${appId}/callback/enable`),
    onSuccess: () => notifications.show({ message: 'The URL is called again.' }),
    onSettled: reload,
  })
  return (
    <Stack>
      {callback.disabledAt === null ? null : (
        <Alert color="red" title="Disabled after failures" role="alert">
          <Stack gap="xs">
            <Text size="sm">
              Since <Exact at={callback.disabledAt} /> this application is not called back:{' '}
              {callback.failures} callbacks in a row failed, the last because{' '}
              {callback.disabledReason}. Mend the endpoint, then enable it again.
            </Text>
            {enable.error === null ? null : <ProblemNote error={enable.error} />}
            {mayChange ? (
              <Group>
                <Button size="xs" loading={enable.isPending} onClick={() => enable.mutate()}>
                  Enable again
                </Button>
              </Group>
            ) : null}
          </Stack>
        </Alert>
      )}
      <Section
        title="Callback"
        lead="Where the application is told what its users answered. Every call is signed."
      >
        <Facts
          rows={[
            ['State', <State key="state" callback={callback} />],
            ['URL', callback.disabledUrl ?? (callback.url === '' ? 'none' : callback.url)],
            ['Method', callback.method],
            [
              'Failures',
              `${callback.failures} in a row; ${callback.failuresUntilDisabled} disable it`,
            ],
          ]}
        />
        {mayChange && callback.state === 'enabled' ? <SendTest appId={appId} /> : null}
      </Section>
      {callback.lastFailures.length === 0 ? null : (
        <Section title="Last failures">
          <ListTable
            label="Last failures"
            columns={FAILURE_COLUMNS}
            items={callback.lastFailures.toReversed()}
            keyOf={({ at, reason }) => `${at} ${reason}`}
            empty={null}
          />
        </Section>
      )}
      {mayChange ? (
        <Target key={callback.state} appId={appId} callback={callback} onSaved={reload} />
      ) : null}
    </Stack>
  )
}

type Failure = CallbackAnswerBody['lastFailures'][number]

const FAILURE_COLUMNS: readonly Column<Failure>[] = [
  { title: 'When', cell: ({ at }) => <Ago at={at} /> },
  { title: 'Attempt', cell: ({ attempt }) => attempt },
  { title: 'What came', cell: ({ reason }) => reason },
]

const STATES: Readonly<
  Record<CallbackAnswerBody['state'], readonly [label: string, color: string]>
> = {
  none: ['no URL', 'gray'],
  enabled: ['enabled', 'green'],
  disabled: ['disabled', 'red'],
}

function State({ callback: { state } }: { readonly callback: CallbackAnswerBody }) {
  const [label, color] = STATES[state]
  return (
    <Badge variant="light" tt="none" color={color}>
      {label}
    </Badge>
  )
}

/** Sends the sample, and says what became of it. */
function SendTest({ appId }: { readonly appId: string }) {
  const queries = useQueryClient()
  const send = useMutation({
    mutationFn: async () => await ask<CallbackTestAnswer>('POST', `/apps/${appId}/callback/test`),
  })
  const { data } = useQuery({
    ...callbackTestQuery(appId, send.data?.callbackId ?? ''),
    enabled: send.data !== undefined,
  })
  const isOver = data !== undefined && data.status !== 'queued'
  useEffect(() => {
    // A failure counts, and the third takes the URL away: the page above says so.
    if (isOver) void queries.invalidateQueries({ queryKey: callbackQuery(appId).queryKey })
  }, [isOver, queries, appId])
  return (
    <Stack gap="xs">
      <Group>
        <Button
          variant="default"
          loading={send.isPending || (send.isSuccess && !isOver && data?.attempts === 0)}
          onClick={() => send.mutate()}
        >
          Send a test
        </Button>
        {data === undefined ? null : (
          <Text size="sm" component="output">
            {outcomeText(data)}
          </Text>
        )}
      </Group>
      {send.error === null ? null : <ProblemNote error={send.error} />}
    </Stack>
  )
}

function outcomeText(state: {
  readonly status: string
  readonly attempts: number
  readonly error: string | null
}) {
  if (state.status === 'delivered') return 'Delivered: the endpoint took it.'
  if (state.status !== 'queued') return `Not delivered: ${state.error ?? 'nobody knows why'}.`
  return state.attempts === 0
    ? 'On its way.'
    : `Attempt ${state.attempts} had no answer (${state.error ?? 'nobody knows why'}); it is tried again.`
}

interface TargetProps {
  readonly appId: string
  readonly callback: CallbackAnswerBody
  readonly onSaved: () => Promise<void>
}

function Target({ appId, callback, onSaved }: TargetProps) {
  const form = useForm<{ url: string; method: string }>({
    initialValues: { url: callback.url, method: callback.method },
  })
  const save = useMutation({
    mutationFn: async (body: object) => await ask('PUT', `/apps/${appId}/callback`, { body }),
    onSuccess: async () => {
      form.setInitialValues(form.values)
      form.resetDirty()
      notifications.show({ message: 'The callback is saved.' })
      await onSaved()
    },
    onError: (error) => form.setErrors(fieldErrors(error)),
  })
  return (
    <Section title="Change it">
      <form onSubmit={form.onSubmit((to) => save.mutate({ from: form.getInitialValues(), to }))}>
        <Stack maw={560}>
          <TextInput
            label="URL"
            description="In full, as https://app.example.com/authy/callback. Empty: no callbacks."
            inputMode="url"
            autoComplete="off"
            maxLength={2_000}
            {...form.getInputProps('url')}
          />
          <Select
            label="Method"
            data={['POST', 'GET']}
            allowDeselect={false}
            {...form.getInputProps('method')}
          />
          <ConflictNote
            error={save.error}
            labels={{ url: 'URL', method: 'Method' }}
            onTake={(now) => {
              form.setInitialValues({ ...form.getInitialValues(), ...now })
              save.reset()
            }}
          />
          <FormProblem error={save.error} fields={['url']} />
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
