import { Container, Title } from '@mantine/core'
import { ProofForm } from './proof-form.tsx'

export function SignInPage() {
  return (
    <Container size="xs" py="xl" component="main">
      <Title order={1}>Sign in</Title>
      <ProofForm kind="sign-in" onGiven={() => {}} />
    </Container>
  )
}
