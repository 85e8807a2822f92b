import { Button, Text } from '@mantine/core'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { ask } from '../../app/ask.ts'
import { Loading } from '../../parts/loading.tsx'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { Outside } from './outside.tsx'

export function SignOutPage() {
  const queries = useQueryClient()
  const { isSuccess, error, refetch } = useQuery({
    queryKey: ['sign-out'],
    queryFn: async () => {
      const answered = await ask('POST', '/sign-out', { isBare: true })
      // Nothing of what one saw stays in the page.
      queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'sign-out' })
      return answered
    },
    gcTime: 0,
  })
  return (
    <Outside title={isSuccess ? 'Signed out' : 'Signing out'}>
      {error === null ? null : <ProblemNote error={error} onRetry={() => void refetch()} />}
      {isSuccess ? (
        <>
          <Text size="sm">Your session has ended.</Text>
          <Button component={Link} to="/sign-in">
            Sign in again
          </Button>
        </>
      ) : error === null ? (
        <Loading lines={2} />
      ) : null}
    </Outside>
  )
}
