import { Alert, Button, Group, List, Stack, Text } from '@mantine/core'
import { Problem } from '../../app/problem.ts'

interface ConflictNoteProps {
  readonly error: unknown
  /** What people call each field. */
  readonly labels: Readonly<Record<string, string>>
  /** Sees what stands there now, and keeps what was typed: saving again overwrites it knowingly. */
  readonly onTake: (now: Readonly<Record<string, unknown>>) => void
}

/** Where somebody else changed the same meanwhile: says what stands there now. */
export function ConflictNote({ error, labels, onTake }: ConflictNoteProps) {
  if (!(error instanceof Problem) || error.code !== 'conflict') return null
  const changed = Object.entries(error.now)
  if (changed.length === 0) return null
  return (
    <Alert
      color="yellow"
      className="warns"
      role="alert"
      title="Somebody changed this while you had it open"
    >
      <Stack gap="xs">
        <List size="sm">
          {changed.map(([name, value]) => (
            <List.Item key={name}>
              {labels[name] ?? name} is now{' '}
              <Text span fw={600}>
                {shown(value)}
              </Text>
            </List.Item>
          ))}
        </List>
        <Text size="sm">Nothing was saved. What you typed is still here.</Text>
        <Group>
          <Button size="xs" variant="default" onClick={() => onTake(error.now)}>
            I have seen it
          </Button>
        </Group>
      </Stack>
    </Alert>
  )
}

function shown(value: unknown): string {
  if (typeof value === 'boolean') return value ? 'on' : 'off'
  return value === '' ? 'empty' : String(value)
}
