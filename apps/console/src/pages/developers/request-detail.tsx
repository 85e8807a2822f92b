import type { LoggedRequests } from '@countersign/server/console-api'
import { Code, Modal, Stack, Text } from '@mantine/core'
import { Copied } from '../../parts/copied.tsx'
import { Exact } from '../../parts/time.tsx'

export type LoggedRequest = LoggedRequests['items'][number]

interface RequestDetailProps {
  readonly request: LoggedRequest | undefined
  readonly onClose: () => void
}

/** A request and its answer, secrets masked as they were written. */
export function RequestDetail({ request, onClose }: RequestDetailProps) {
  return (
    <Modal
      opened={request !== undefined}
      onClose={onClose}
      size="lg"
      title={request === undefined ? '' : `${request.method} ${request.route}`}
    >
      {request === undefined ? null : (
        <Stack gap="sm">
          <Text size="sm">
            <Exact at={request.at} />, answered {request.status} in {request.durationMs} ms
            {request.errorCode === null ? '' : `, error ${request.errorCode}`}
          </Text>
          <Copied value={request.requestId} label="the request id" />
          <Text size="sm" fw={600}>
            Parameters
          </Text>
          <Code block className="json">
            {pretty(request.request)}
          </Code>
          <Text size="sm" fw={600}>
            Answer
          </Text>
          <Code block className="json">
            {pretty(request.response)}
          </Code>
        </Stack>
      )}
    </Modal>
  )
}

/** What was cut is no JSON any more, and is shown as it is. */
function pretty(json: string): string {
  try {
    return JSON.stringify(JSON.parse(json) as unknown, null, 2)
  } catch {
    return json
  }
}
