import { Alert, Button, Stack, Text } from '@mantine/core'
import { Copied } from '../../parts/copied.tsx'

interface ApiKeyProps {
  readonly apiKey: string
  readonly label: string
  readonly onDone: () => void
}

/** An API key, shown this once. */
export function ApiKey({ apiKey, label, onDone }: ApiKeyProps) {
  return (
    <Stack>
      <Alert color="green" title="The key is shown this once">
        <Stack gap="xs">
          <Copied value={apiKey} label="the API key" />
          <Text size="sm">
            Put it where your application keeps its secrets. If you lose it, make another one.
          </Text>
        </Stack>
      </Alert>
      <Button onClick={onDone}>{label}</Button>
    </Stack>
  )
}
