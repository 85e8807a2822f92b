import { useQuery } from '@tanstack/react-query'
import { Navigate, useRouter } from '@tanstack/react-router'
import { useState } from 'react'
import { Problem } from '../app/problem.ts'
import { sessionQuery } from '../app/session.ts'
import { Loading } from './loading.tsx'
import { Shell } from './shell.tsx'

/** The frame for who is signed in; who is not goes to sign in, and comes back. */
export function SignedInShell() {
  const { data, error } = useQuery(sessionQuery)
  const router = useRouter()
  // Where they came for, and not where they are sent meanwhile.
  const [next] = useState(() => router.state.location.href)
  // Once there was somebody, a session that ends is asked for over the page.
  if (data !== undefined) return <Shell />
  if (error === null) return <Loading />
  if (error instanceof Problem && error.code === 'unauthenticated')
    return <Navigate to="/sign-in" search={{ next }} replace />
  throw error
}
