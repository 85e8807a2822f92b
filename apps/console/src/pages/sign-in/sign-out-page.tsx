import { Container, Title } from '@mantine/core'

export function SignOutPage() {
  return (
    <Container size="xs" py="xl" component="main">
      <Title order={1}>Signed out</Title>
    </Container>
  )
}
