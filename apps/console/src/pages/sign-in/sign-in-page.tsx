import { Text } from '@mantine/core'
import { useRouter, useSearch } from '@tanstack/react-router'
import { Outside } from './outside.tsx'
import { ProofForm } from './proof-form.tsx'

export function SignInPage() {
  const router = useRouter()
  const { next = '/' } = useSearch({ from: '/sign-in' })
  return (
    <Outside title="Sign in">
      <ProofForm kind="sign-in" onGiven={() => router.history.replace(`/console${next}`)} />
      <Text size="xs" c="dimmed">
        Locked out? An owner makes you a new link on the page Operators, or whoever runs the service
        by <code>countersign operator invite</code>.
      </Text>
    </Outside>
  )
}
