import { Alert, Button, Stack, Text } from '@mantine/core'
import type { LinkAnswer } from '@countersign/server/console-api'
import { Copied } from '../../parts/copied.tsx'
import { Exact } from '../../parts/time.tsx'

interface OneTimeLinkProps {
  readonly link: LinkAnswer
  readonly onDone: () => void
}

/** A one-time link, shown this once. */
export function OneTimeLink({ link, onDone }: OneTimeLinkProps) {
  return (
    <Stack>
      <Alert color="green" title="The link is shown this once">
        <Stack gap="xs">
          <Copied value={link.url} label="the link" />
          <Text size="sm">
            Whoever opens it first has it, so hand it over where nobody else reads it. It works
            once, until <Exact at={link.expiresAt} />.
          </Text>
        </Stack>
      </Alert>
      <Button onClick={onDone}>Done</Button>
    </Stack>
  )
}
