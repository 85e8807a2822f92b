import { Button, Group, Modal, Text } from '@mantine/core'
import type { LinkAnswer, OperatorAnswer } from '@countersign/server/console-api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { ask } from '../../app/ask.ts'
import { fieldErrors } from '../../app/field-errors.ts'
import { FormProblem } from '../../parts/form-problem.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { Section } from '../../parts/section.tsx'
import { Exact } from '../../parts/time.tsx'
import { type Grant, GrantsInput } from './grants.tsx'
import { OneTimeLink } from './one-time-link.tsx'
import { PasskeysTable } from './passkeys-table.tsx'
import { operatorQuery } from './queries.ts'
import { SessionsTable } from './sessions-table.tsx'

export function OperatorPage() {
  const { operatorId } = useParams({ from: '/shell/operators/$operatorId' })
  const { data, error, refetch } = useQuery(operatorQuery(Number(operatorId)))
  if (data === undefined)
    return (
      <Page title="Operator">
        {error === null ? (
          <Loading />
        ) : (
          <ProblemNote error={error} onRetry={() => void refetch()} />
        )}
      </Page>
    )
  return <Details key={data.operator.id} answer={data} />
}

function Details({ answer: { operator, waysIn } }: { readonly answer: OperatorAnswer }) {
  const queries = useQueryClient()
  const path = `/operators/${operator.id}`
  const reload = () => queries.invalidateQueries({ queryKey: ['operators'] })
  const act = useMutation({
    mutationFn: async ([method, part]: readonly ['POST' | 'DELETE', string]) =>
      await ask(method, `${path}/${part}`),
    onSettled: reload,
  })
  const renew = useMutation({
    mutationFn: async () => await ask<LinkAnswer>('POST', `${path}/renew`),
    onSettled: reload,
  })
  const isDisabled = operator.disabledAt !== null
  const [, current] = act.variables ?? []
  const idBehind = (part: string) =>
    act.isPending && current?.startsWith(part) === true ? current.slice(part.length) : undefined
  return (
    <Page
      title={operator.name}
      lead={operator.email}
      actions={
        <>
          {isDisabled ? null : (
            <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
              New way in
            </Button>
          )}
          <Button
            variant="default"
            loading={act.isPending && (current === 'disable' || current === 'enable')}
            onClick={() => act.mutate(['POST', isDisabled ? 'enable' : 'disable'])}
          >
            {isDisabled ? 'Enable' : 'Disable'}
          </Button>
        </>
      }
    >
      {operator.disabledAt === null ? null : (
        <Text component="output">
          Disabled since <Exact at={operator.disabledAt} />: cannot sign in.
        </Text>
      )}
      {act.error === null ? null : <ProblemNote error={act.error} />}
      {renew.error === null ? null : <ProblemNote error={renew.error} />}
      <Section title="What they may do">
        <Roles operatorId={operator.id} stored={operator.grants} />
      </Section>
      <Section
        title="Ways in"
        lead={
          waysIn.hasPassword
            ? `A password, with a second factor on the phone that ends with ${waysIn.phoneEnd ?? '…'}.`
            : 'No password.'
        }
      >
        <PasskeysTable
          passkeys={waysIn.passkeys}
          removing={idBehind('passkeys/')}
          onRemove={(id) => act.mutate(['DELETE', `passkeys/${id}`])}
          empty="No passkey."
        />
      </Section>
      <Section title="Sessions">
        <SessionsTable
          sessions={waysIn.sessions}
          ending={idBehind('sessions/')}
          onEnd={(id) => act.mutate(['DELETE', `sessions/${id}`])}
        />
        {waysIn.sessions.length === 0 ? null : (
          <Group>
            <Button
              variant="default"
              size="xs"
              loading={act.isPending && current === 'sessions'}
              onClick={() => act.mutate(['DELETE', 'sessions'])}
            >
              End all sessions
            </Button>
          </Group>
        )}
      </Section>
      <Modal
        opened={renew.data !== undefined}
        onClose={() => renew.reset()}
        title={`A new way in for ${operator.name}`}
        size="lg"
      >
        {renew.data === undefined ? null : (
          <OneTimeLink link={renew.data} onDone={() => renew.reset()} />
        )}
      </Modal>
    </Page>
  )
}

interface RolesProps {
  readonly operatorId: number
  readonly stored: readonly Grant[]
}

function Roles({ operatorId, stored }: RolesProps) {
  const queries = useQueryClient()
  const [edited, setEdited] = useState<{
    readonly from: readonly Grant[]
    readonly to: readonly Grant[]
  }>()
  const save = useMutation({
    mutationFn: async (body: object) =>
      await ask('PUT', `/operators/${operatorId}/grants`, { body }),
    onSuccess: () => setEdited(undefined),
    onSettled: () => queries.invalidateQueries({ queryKey: ['operators'] }),
  })
  const from = edited?.from ?? stored
  return (
    <>
      <GrantsInput
        value={edited?.to ?? stored}
        onChange={(to) => setEdited({ from, to })}
        error={fieldErrors(save.error)['grants']}
      />
      <FormProblem error={save.error} fields={['grants']} />
      {edited === undefined ? null : (
        <Group>
          <Button loading={save.isPending} onClick={() => save.mutate(edited)}>
            Save roles
          </Button>
          <Button
            variant="default"
            onClick={() => {
              setEdited(undefined)
              save.reset()
            }}
          >
            As they were
          </Button>
        </Group>
      )}
    </>
  )
}
