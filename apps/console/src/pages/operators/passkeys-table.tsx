import { Button, Text } from '@mantine/core'
import type { AccountAnswer } from '@countersign/server/console-api'
import { type Column, ListTable } from '../../parts/list-table.tsx'
import { Ago } from '../../parts/time.tsx'

type Passkey = AccountAnswer['waysIn']['passkeys'][number]

interface PasskeysTableProps {
  readonly passkeys: readonly Passkey[]
  readonly removing: string | undefined
  readonly onRemove: (id: string) => void
  /** Where there is none. */
  readonly empty: string
}

export function PasskeysTable({ passkeys, removing, onRemove, empty }: PasskeysTableProps) {
  const columns: readonly Column<Passkey>[] = [
    { title: 'Passkey', cell: ({ name }) => name },
    { title: 'Made', cell: ({ createdAt }) => <Ago at={createdAt} /> },
    {
      title: 'Last used',
      cell: ({ lastUsedAt }) => (lastUsedAt === null ? 'not yet' : <Ago at={lastUsedAt} />),
    },
    {
      title: 'Change',
      cell: ({ id, name }) => (
        <Button
          variant="default"
          size="xs"
          aria-label={`Remove the passkey ${name}`}
          loading={removing === id}
          onClick={() => onRemove(id)}
        >
          Remove
        </Button>
      ),
    },
  ]
  return (
    <ListTable
      label="Passkeys"
      columns={columns}
      items={passkeys}
      keyOf={({ id }) => id}
      empty={
        <Text size="sm" c="dimmed">
          {empty}
        </Text>
      }
    />
  )
}
