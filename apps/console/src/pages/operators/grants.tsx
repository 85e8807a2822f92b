import { ActionIcon, Badge, Button, Group, Select, Stack, Text } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { Role } from '@countersign/server/console-api'
import { useSession } from '../../app/session.ts'

export interface Grant {
  readonly appId: number
  readonly role: Role
}

const ALL_APPS = 0

const ROLE_TEXTS: Readonly<Record<Role, string>> = {
  support: 'Support: looks, and lifts suspensions',
  operator: 'Operator: the daily work',
  owner: 'Owner: everything',
}

const ROLES: readonly Role[] = ['support', 'operator', 'owner']

/** What somebody may do, in short. */
export function Grants({ grants }: { readonly grants: readonly Grant[] }) {
  const { appName } = useSession()
  return (
    <Group gap={6}>
      {grants.map(({ appId, role }) => (
        <Badge key={appId} variant="light" tt="none" color={role === 'owner' ? 'green' : 'gray'}>
          {appId === ALL_APPS ? role : `${role}, ${appName(appId)}`}
        </Badge>
      ))}
    </Group>
  )
}

interface GrantsInputProps {
  readonly value: readonly Grant[]
  readonly onChange: (grants: readonly Grant[]) => void
  readonly error?: string | undefined
}

/** A role for each application, or one for all. */
export function GrantsInput({ value, onChange, error }: GrantsInputProps) {
  const { apps } = useSession()
  const names = [
    { value: String(ALL_APPS), label: 'All applications' },
    ...apps.map(({ id, name }) => ({ value: String(id), label: name })),
  ]
  const change = (index: number, grant: Partial<Grant>) =>
    onChange(value.map((each, place) => (place === index ? { ...each, ...grant } : each)))
  const free = names.find((name) => !value.some(({ appId }) => String(appId) === name.value))
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500}>
        Roles
      </Text>
      {value.map(({ appId, role }, index) => (
        <Group key={appId} gap="xs">
          <Select
            aria-label="Application"
            flex="1 1 180px"
            searchable
            allowDeselect={false}
            data={names}
            value={String(appId)}
            onChange={(chosen) => {
              if (chosen !== null) change(index, { appId: Number(chosen) })
            }}
          />
          <Select
            aria-label="Role"
            flex="1 1 180px"
            allowDeselect={false}
            data={ROLES.map((each) => ({ value: each, label: ROLE_TEXTS[each] }))}
            value={role}
            onChange={(chosen) => {
              const known = ROLES.find((each) => each === chosen)
              if (known !== undefined) change(index, { role: known })
            }}
          />
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label="Take this role away"
            disabled={value.length === 1}
            onClick={() => onChange(value.filter((_, place) => place !== index))}
          >
            <IconX size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ))}
      {error === undefined ? null : (
        <Text size="sm" c="red" role="alert">
          {error}
        </Text>
      )}
      {free === undefined ? null : (
        <Group>
          <Button
            variant="subtle"
            size="xs"
            leftSection={<IconPlus size={14} aria-hidden />}
            onClick={() => onChange([...value, { appId: Number(free.value), role: 'support' }])}
          >
            One more application
          </Button>
        </Group>
      )}
    </Stack>
  )
}
