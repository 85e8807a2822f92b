import { Anchor, Button, Text } from '@mantine/core'
import { IconFingerprint } from '@tabler/icons-react'
import type { SignInOptionsAnswer } from '@countersign/server/console-api'
import { queryOptions, useQuery } from '@tanstack/react-query'
import { ask } from '../../app/ask.ts'

const optionsQuery = queryOptions({
  queryKey: ['sign-in-options'],
  queryFn: async ({ signal }) =>
    await ask<SignInOptionsAnswer>('GET', '/sign-in', { signal, isBare: true }),
  staleTime: Infinity,
})

interface PasskeyButtonProps {
  readonly label: string
  readonly isPending: boolean
  readonly onPress: () => void
  /** Over a page where something is typed, which a link to elsewhere would lose. */
  readonly isOverPage?: boolean
}

/** The button where passkeys can be used; where the address of this page is in the way, where to open it instead. */
export function PasskeyButton({ label, isPending, onPress, isOverPage }: PasskeyButtonProps) {
  const { data } = useQuery(optionsQuery)
  if (data === undefined || data.passkeyHost === null) return null
  if (data.passkeyHost !== window.location.hostname) {
    if (isOverPage === true) return null
    const there = `${data.passkeyOrigin ?? ''}${window.location.pathname}${window.location.hash}`
    return (
      <Text size="sm" c="dimmed">
        For passkeys, open this page as{' '}
        <Anchor href={there} underline="always">
          {data.passkeyOrigin}
        </Anchor>
        .
      </Text>
    )
  }
  return (
    <Button
      variant="default"
      leftSection={<IconFingerprint size={18} aria-hidden />}
      loading={isPending}
      onClick={onPress}
    >
      {label}
    </Button>
  )
}
