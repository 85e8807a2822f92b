import { QueryClient } from '@tanstack/react-query'
import { Problem } from './problem.ts'

/** A second try helps where nothing answered, and nowhere else. */
const MOST_TRIES = 2

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 10_000,
      retry: (failures, error) =>
        failures < MOST_TRIES &&
        error instanceof Problem &&
        (error.code === 'offline' || error.code === 'unavailable'),
    },
    mutations: { retry: false },
  },
})
