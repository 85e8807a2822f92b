import type { PersonAnswer } from '@countersign/server/console-api'
import { Badge, Text } from '@mantine/core'
import { useSession } from '../../app/session.ts'
import { ConfirmButton } from '../../parts/confirm-button.tsx'
import { EmptyState } from '../../parts/empty-state.tsx'
import { ListTable } from '../../parts/list-table.tsx'
import { Ago } from '../../parts/time.tsx'
import { useChangePerson } from './change-person.ts'

type Device = PersonAnswer['devices'][number]

const VIA = { sms: 'a code by SMS', call: 'a code by call', device: 'another device' } as const

/** The person's devices, those too that are revoked. */
export function Devices({ person }: { readonly person: PersonAnswer }) {
  const { may } = useSession()
  const appId = person.standings.find(
    ({ removedAt, appId: id }) => removedAt === null && may('operator', id),
  )?.appId
  return (
    <ListTable<Device>
      label="Devices"
      items={person.devices}
      keyOf={({ id }) => id}
      empty={
        <EmptyState title="No device">
          The person has not registered a device. Send the install link from the overview.
        </EmptyState>
      }
      columns={[
        {
          title: 'Device',
          cell: (device) => (
            <>
              <Text size="sm" fw={600}>
                {device.name}
              </Text>
              <Text size="xs" c="dimmed">
                {device.system} · {device.version}
              </Text>
            </>
          ),
        },
        {
          title: 'Registered',
          cell: (device) => (
            <Text size="sm" component="div">
              <Ago at={device.registeredAt} /> with{' '}
              {VIA[device.registeredVia as keyof typeof VIA] ?? device.registeredVia}
              {device.registeredIp === null ? '' : ` from ${device.registeredIp}`}
            </Text>
          ),
        },
        {
          title: 'Last seen',
          cell: (device) => (
            <Text size="sm" component="div">
              <Ago at={device.lastSeenAt} />
              {device.lastIp === null ? '' : ` from ${device.lastIp}`}
            </Text>
          ),
        },
        {
          title: 'Standing',
          cell: (device) =>
            device.revokedAt === null ? (
              appId === undefined ? (
                <Badge variant="filled">Active</Badge>
              ) : (
                <Revoke authyId={person.authyId} appId={appId} device={device} />
              )
            ) : (
              <Badge variant="default">
                Revoked <Ago at={device.revokedAt} />
              </Badge>
            ),
        },
      ]}
    />
  )
}

interface RevokeProps {
  readonly authyId: number
  readonly appId: number
  readonly device: Device
}

function Revoke({ authyId, appId, device }: RevokeProps) {
  const change = useChangePerson(authyId, appId)
  return (
    <ConfirmButton
      label="Revoke"
      confirm="Revoke"
      done={`${device.name} is revoked.`}
      act={() => change(`devices/${device.id}/revoke`)}
      isDangerous
    >
      {device.name} can answer nothing and show no token any more, in every application of the
      person. It has to be registered anew.
    </ConfirmButton>
  )
}
