import { Alert, Button, Group, Stack, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import type { ErrorComponentProps } from '@tanstack/react-router'
import { Problem } from '../app/problem.ts'

interface ProblemNoteProps {
  readonly error: unknown
  readonly onRetry?: () => void
}

/** What went wrong, in words, with the id by which the log knows the request. */
export function ProblemNote({ error, onRetry }: ProblemNoteProps) {
  const problem = error instanceof Problem ? error : undefined
  return (
    <Alert
      color="red"
      role="alert"
      icon={<IconAlertTriangle aria-hidden />}
      title={problem?.message ?? 'This page met an error of its own.'}
    >
      <Stack gap="xs">
        {Object.entries(problem?.fields ?? {}).map(([field, text]) => (
          <Text key={field} size="sm">
            {field}: {text}
          </Text>
        ))}
        {problem?.retryAt === undefined ? null : (
          <Text size="sm">
            Try again after <time>{new Date(problem.retryAt).toLocaleTimeString()}</time>.
          </Text>
        )}
        {problem === undefined && error instanceof Error ? (
          <Text size="sm">{error.message}</Text>
        ) : null}
        {problem?.requestId === undefined ? null : (
          <Text size="xs" c="dimmed">
            Request <code>{problem.requestId}</code>
          </Text>
        )}
        {onRetry === undefined ? null : (
          <Group>
            <Button size="xs" variant="default" onClick={onRetry}>
              Try again
            </Button>
          </Group>
        )}
      </Stack>
    </Alert>
  )
}

/** In place of a page that could not be drawn. */
export function ProblemPage({ error, reset }: ErrorComponentProps) {
  return <ProblemNote error={error} onRetry={reset} />
}
