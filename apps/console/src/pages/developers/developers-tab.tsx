import type { DeveloperFacts } from '@countersign/server/console-api'
import { Divider, Stack } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ask } from '../../app/ask.ts'
import { Loading } from '../../parts/loading.tsx'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { CallsSection } from './calls-section.tsx'
import { RequestsSection } from './requests-section.tsx'
import '../insight/insight.css'
import './developers.css'

/** Of an application: how to call, and what was called. */
export function DevelopersTab() {
  const { appId } = useParams({ from: '/shell/apps/$appId/developers' })
  const search = useSearch({ from: '/shell/apps/$appId/developers' })
  const navigate = useNavigate({ from: '/apps/$appId/developers' })
  const { data, error, refetch } = useQuery({
    queryKey: ['developers', appId],
    queryFn: ({ signal }) => ask<DeveloperFacts>('GET', `/apps/${appId}/developers`, { signal }),
  })
  if (data === undefined)
    return error === null ? (
      <Loading />
    ) : (
      <ProblemNote error={error} onRetry={() => void refetch()} />
    )
  return (
    <Stack gap="lg">
      <CallsSection publicUrl={data.publicUrl} />
      <Divider />
      <RequestsSection
        appId={appId}
        facts={data}
        search={search}
        onChange={(changed) => void navigate({ search: changed, replace: true })}
      />
    </Stack>
  )
}
