import type { PersonAnswer } from '@countersign/server/console-api'
import { Alert, Group, Paper, Stack, Table, Text, Title } from '@mantine/core'
import { useSession } from '../../app/session.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { Exact, Ago } from '../../parts/time.tsx'
import { useChangePerson } from './change-person.ts'
import { StandingBadge } from './people-page.tsx'

type Standing = PersonAnswer['standings'][number]

/** The person in each application. */
export function Overview({ person }: { readonly person: PersonAnswer }) {
  return (
    <Stack gap="md">
      {person.standings.map((standing) => (
        <StandingCard
          key={standing.appId}
          authyId={person.authyId}
          standing={standing}
          devices={person.devices}
        />
      ))}
    </Stack>
  )
}

interface StandingCardProps {
  readonly authyId: number
  readonly standing: Standing
  readonly devices: PersonAnswer['devices']
}

function StandingCard({ authyId, standing, devices }: StandingCardProps) {
  const isHere = standing.removedAt === null
  return (
    <Paper withBorder p="md" radius="md" component="section" aria-label={standing.appName}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start">
          <Group gap="sm">
            <Title order={2} size="h4">
              {standing.appName}
            </Title>
            <StandingBadge {...standing} />
          </Group>
          {isHere ? <Actions authyId={authyId} standing={standing} /> : null}
        </Group>
        <Why standing={standing} />
        <Group gap="xl" align="flex-start">
          <Fact name="Added">
            <Ago at={standing.createdAt} />
          </Fact>
          <Fact name="First token verified">
            {standing.confirmedAt === null ? 'Never' : <Ago at={standing.confirmedAt} />}
          </Fact>
          <Fact name="Wrong tokens in a row">{standing.wrongTokens}</Fact>
          <Fact name="E-mail">
            {standing.emails.length === 0 ? 'None' : standing.emails.join(', ')}
          </Fact>
        </Group>
        <Authenticators standing={standing} devices={devices} />
      </Stack>
    </Paper>
  )
}

function Fact({ name, children }: { readonly name: string; readonly children: React.ReactNode }) {
  return (
    <Stack gap={2}>
      <Text size="xs" c="dimmed">
        {name}
      </Text>
      <Text size="sm" component="div" style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </Stack>
  )
}

/** Why this person cannot log in now, where something stands in the way. */
function Why({ standing }: { readonly standing: Standing }) {
  if (standing.removedAt !== null) {
    return (
      <Alert variant="light" color="gray" title="Not in this application any more">
        Removed on <Exact at={standing.removedAt} />. Registering the same phone again brings back
        the same id.
      </Alert>
    )
  }
  if (standing.suspendedAt !== null) {
    return (
      <Alert variant="light" color="red" title="Cannot log in: suspended">
        Since <Exact at={standing.suspendedAt} />. No token is looked at and none is sent until the
        suspension is lifted.
      </Alert>
    )
  }
  if (standing.nextAttemptAt !== null) {
    return (
      <Alert variant="light" color="yellow" title="Has to wait: too many wrong tokens">
        The next token is looked at after <Exact at={standing.nextAttemptAt} />.
      </Alert>
    )
  }
  return standing.pushesPausedAt === null ? null : (
    <Alert variant="light" color="yellow" title="Approval requests are paused">
      The person said “this was not me” on <Exact at={standing.pushesPausedAt} />. A right token,
      the person on a device, or lifting it here lets requests go on.
    </Alert>
  )
}

function Authenticators({
  standing: { authenticators },
  devices,
}: {
  readonly standing: Standing
  readonly devices: PersonAnswer['devices']
}) {
  if (authenticators.length === 0) return null
  return (
    // Who has no mouse scrolls it by its arrows.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="scrolls" tabIndex={0} aria-label="Authenticators">
      <Table miw={460} verticalSpacing={4}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col">Authenticator</Table.Th>
            <Table.Th scope="col">Digits</Table.Th>
            <Table.Th scope="col">Confirmed</Table.Th>
            <Table.Th scope="col">Last used</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {authenticators.map((each) => (
            <Table.Tr key={`${each.kind}/${each.deviceId ?? ''}`}>
              <Table.Td>
                {each.kind === 'qr'
                  ? 'QR code in an app of theirs'
                  : `Tokens on ${devices.find(({ id }) => id === each.deviceId)?.name ?? 'a device'}`}
              </Table.Td>
              <Table.Td>{each.digits}</Table.Td>
              <Table.Td>
                {each.confirmedAt === null ? 'Not yet' : <Ago at={each.confirmedAt} />}
              </Table.Td>
              <Table.Td>
                {each.lastUsedAt === null ? 'Never' : <Ago at={each.lastUsedAt} />}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  )
}

function Actions({ authyId, standing }: { readonly authyId: number; readonly standing: Standing }) {
  const { may } = useSession()
  const { appId, appName, emails } = standing
  const change = useChangePerson(authyId, appId)
  const isHeld =
    standing.suspendedAt !== null || standing.wrongTokens > 0 || standing.pushesPausedAt !== null
  const channels =
    emails.length === 0 ? (['sms', 'call'] as const) : (['sms', 'call', 'email'] as const)
  return (
    <Group gap="xs">
      {isHeld ? (
        <ConfirmButton
          label={
            standing.suspendedAt === null ? 'Clear wrong tokens and pauses' : 'Lift suspension'
          }
          confirm="Lift"
          done="The person can log in again."
          act={() => change('lift')}
        >
          Wrong tokens are forgotten, and approval requests may be sent again.
        </ConfirmButton>
      ) : null}
      {standing.suspendedAt === null ? (
        <ConfirmButton
          label="Suspend"
          confirm="Suspend"
          done="The person is suspended."
          act={() => change('suspend')}
          isDangerous
        >
          The person cannot log in to {appName} with a second factor until the suspension is lifted.
        </ConfirmButton>
      ) : null}
      {may('operator', appId) ? (
        <>
          {standing.suspendedAt === null
            ? channels.map((channel) => (
                <ConfirmButton
                  key={channel}
                  label={SEND_LABELS[channel]}
                  confirm="Send"
                  done="The token is on its way."
                  act={() => change('send-token', { channel })}
                >
                  The living token goes out again, or a new one where there is none. It counts
                  against the limits on sends.
                </ConfirmButton>
              ))
            : null}
          <ConfirmButton
            label="Send install link"
            confirm="Send"
            done="The link is on its way."
            act={() => change('send-install-link')}
          >
            An SMS with the link to the authenticator.
          </ConfirmButton>
          <ConfirmButton
            label="Remove"
            confirm="Remove"
            done="The person is removed."
            act={() => change('remove')}
            isDangerous
          >
            The person leaves {appName} at once, with their tokens, authenticators and e-mail
            addresses there. Other applications and devices stay.
          </ConfirmButton>
        </>
      ) : null}
    </Group>
  )
}

const SEND_LABELS = { sms: 'Send SMS', call: 'Call', email: 'Send e-mail' } as const
