import { Button, Group } from '@mantine/core'
import type { AccountAnswer, PasskeyOptionsAnswer } from '@countersign/server/console-api'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { ask } from '../../app/ask.ts'
import { Loading } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { Section } from '../../parts/section.tsx'
import { PasskeyButton } from '../sign-in/passkey-button.tsx'
import { makePasskey, nameOfThisDevice } from '../sign-in/passkey.ts'
import { ChangeAuthenticator } from './change-authenticator.tsx'
import { ChangeField } from './change-field.tsx'
import { ChangePassword } from './change-password.tsx'
import { PasskeysTable } from './passkeys-table.tsx'
import { accountQuery } from './queries.ts'
import { SessionsTable } from './sessions-table.tsx'

export function AccountPage() {
  const { data, error, refetch } = useQuery(accountQuery)
  return (
    <Page title="Your account">
      {data === undefined ? (
        error === null ? (
          <Loading />
        ) : (
          <ProblemNote error={error} onRetry={() => void refetch()} />
        )
      ) : (
        <Details account={data} />
      )}
    </Page>
  )
}

function Details({ account: { email, name, waysIn } }: { readonly account: AccountAnswer }) {
  const queries = useQueryClient()
  const reload = async () => {
    await queries.invalidateQueries({ queryKey: accountQuery.queryKey })
    await queries.invalidateQueries({ queryKey: ['session'] })
  }
  const remove = useMutation({
    mutationFn: async (part: string) => await ask('DELETE', `/account/${part}`),
    onSettled: reload,
  })
  const add = useMutation({
    mutationFn: async () => {
      const { options } = await ask<PasskeyOptionsAnswer>('POST', '/account/passkeys/options')
      const response = await makePasskey(options)
      await ask('POST', '/account/passkeys', { body: { name: nameOfThisDevice(), response } })
    },
    onSettled: reload,
  })
  const idBehind = (part: string) =>
    remove.isPending && remove.variables.startsWith(part)
      ? remove.variables.slice(part.length)
      : undefined
  return (
    <>
      {remove.error === null ? null : <ProblemNote error={remove.error} />}
      <Section title="Who you are">
        <ChangeField field="name" label="Name" value={name} maxLength={80} onChanged={reload} />
        <ChangeField
          field="email"
          label="E-mail"
          value={email}
          maxLength={254}
          onChanged={reload}
        />
      </Section>
      <Section
        title="Password"
        lead={
          waysIn.phoneEnd === null
            ? 'A password needs a second factor: set up an authenticator below first.'
            : waysIn.hasPassword
              ? 'A new one ends every other session of yours.'
              : 'You have none yet.'
        }
      >
        {waysIn.phoneEnd === null ? null : <ChangePassword onChanged={reload} />}
      </Section>
      <Section
        title="Authenticator"
        lead={
          waysIn.phoneEnd === null
            ? 'None yet. It gives the codes that go with a password.'
            : `For the phone that ends with ${waysIn.phoneEnd}.`
        }
      >
        <ChangeAuthenticator hasOne={waysIn.phoneEnd !== null} onChanged={reload} />
      </Section>
      <Section title="Passkeys" lead="A passkey alone signs you in: no password, no code.">
        <PasskeysTable
          passkeys={waysIn.passkeys}
          removing={idBehind('passkeys/')}
          onRemove={(id) => remove.mutate(`passkeys/${id}`)}
          empty="None yet."
        />
        {add.error === null ? null : <ProblemNote error={add.error} />}
        <Group>
          <PasskeyButton
            label="Add a passkey"
            isPending={add.isPending}
            onPress={() => add.mutate()}
          />
        </Group>
      </Section>
      <Section title="Sessions" lead="Where you are signed in now.">
        <SessionsTable
          sessions={waysIn.sessions}
          ending={idBehind('sessions/')}
          onEnd={(id) => remove.mutate(`sessions/${id}`)}
        />
        {waysIn.sessions.length < 2 ? null : (
          <Group>
            <Button
              variant="default"
              size="xs"
              loading={remove.isPending && remove.variables === 'sessions'}
              onClick={() => remove.mutate('sessions')}
            >
              End all others
            </Button>
          </Group>
        )}
      </Section>
    </>
  )
}
