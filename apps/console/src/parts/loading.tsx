import { Skeleton, Stack } from '@mantine/core'

/** Where a page or a list is on its way. */
export function Loading({ lines = 4 }: { readonly lines?: number }) {
  return (
    <Stack gap="sm" component="output" aria-label="Loading">
      {Array.from({ length: lines }, (_, line) => (
        <Skeleton key={line} height={28} radius="sm" />
      ))}
    </Stack>
  )
}
