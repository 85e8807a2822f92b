import { Button, Container } from '@mantine/core'
import { Link } from '@tanstack/react-router'
import { EmptyState } from './empty-state.tsx'

export function NotFound() {
  return (
    <Container size="sm" py="xl">
      <EmptyState
        title="There is no such page"
        action={
          <Button component={Link} to="/" mt="sm">
            To the first page
          </Button>
        }
      >
        The address may be mistyped, or the link is old.
      </EmptyState>
    </Container>
  )
}
