import { Alert, Button, Stack, Text } from '@mantine/core'
import { Copied } from '../../parts/copied.tsx'

interface SecretOnceProps {
  readonly title: string
  readonly secrets: readonly { readonly label: string; readonly value: string }[]
  readonly onDone: () => void
}

/** Keys that were just made: shown here and never again. */
export function SecretOnce({ title, secrets, onDone }: SecretOnceProps) {
  return (
    <Alert color="green" title={title}>
      <Stack gap="xs">
        <Text size="sm">Copy it now: it is not shown again.</Text>
        {secrets.map(({ label, value }) => (
          <div key={label}>
            <Text size="xs" c="dimmed">
              {label}
            </Text>
            <Copied value={value} label={label.toLowerCase()} />
          </div>
        ))}
        <Button size="xs" variant="default" onClick={onDone} w="fit-content">
          I have it
        </Button>
      </Stack>
    </Alert>
  )
}
