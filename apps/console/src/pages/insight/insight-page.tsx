import type { InsightFigures, UnusualMarks } from '@countersign/server/console-api'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { ask } from '../../app/ask.ts'
import { EmptyState } from '../../parts/empty-state.tsx'
import { Loading } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { Charts } from './charts.tsx'
import { Filters } from './filters.tsx'
import { Headline } from './headline.tsx'
import { type InsightSearch, questionOf } from './insight-search.ts'
import { Unusual } from './unusual.tsx'
import './insight.css'

const MINUTE_MS = 60_000

export function InsightPage() {
  const search = useSearch({ from: '/shell/insight' })
  const navigate = useNavigate({ from: '/insight' })
  const shown = useQuery({
    queryKey: ['insight', search],
    queryFn: async ({ signal }) => {
      const question = questionOf(search, Date.now())
      const figures = await ask<InsightFigures>('GET', '/insight', { query: question, signal })
      return { question, figures }
    },
    placeholderData: keepPreviousData,
    // Whoever comes back to the page has just done something that they look for here.
    staleTime: 0,
    refetchInterval: MINUTE_MS,
  })
  const unusual = useQuery({
    queryKey: ['insight', 'unusual', search.app, search.country],
    queryFn: ({ signal }) => {
      const { app, country } = search
      return ask<UnusualMarks>('GET', '/insight/unusual', { query: { app, country }, signal })
    },
    staleTime: 5 * MINUTE_MS,
  })
  const change = (changed: InsightSearch) =>
    void navigate({ search: (former) => ({ ...former, ...changed }), replace: true })
  const { data, error, refetch } = shown
  return (
    <Page title="Insight" lead="How logins go, from counters by hour and day.">
      <Filters
        search={search}
        countries={data?.figures.conversion.country.map(({ key }) => key) ?? []}
        onChange={change}
      />
      <Unusual marks={unusual.data?.items ?? []} onCountry={(country) => change({ country })} />
      {error !== null ? <ProblemNote error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined ? (
        error === null ? (
          <Loading lines={10} />
        ) : null
      ) : isEmpty(data.figures) ? (
        <EmptyState title="Nothing happened in this time">
          Choose a longer time, or make the first call: each application has a tab Developers that
          shows how.
        </EmptyState>
      ) : (
        <>
          <Headline figures={data.figures} />
          <Charts figures={data.figures} question={data.question} />
        </>
      )}
    </Page>
  )
}

function isEmpty({ verifications, sends, approvals, refused, messages }: InsightFigures): boolean {
  return (
    refused.length === 0 &&
    messages.length === 0 &&
    verifications.every((row) => row.valid + row.reused + row.invalid === 0) &&
    sends.every((row) => row.sms + row.call + row.email === 0) &&
    approvals.every((row) => row.asked + row.approved + row.denied === 0)
  )
}
