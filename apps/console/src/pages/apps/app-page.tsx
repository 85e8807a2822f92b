import { Tabs } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { Outlet, useNavigate, useParams, useRouterState } from '@tanstack/react-router'
import { Suspense } from 'react'
import { useSession } from '../../app/session.ts'
import { Loading } from '../../parts/loading.tsx'
import { Page } from '../../parts/page.tsx'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { APP_TABS } from './app-tabs.ts'
import { appQuery } from './queries.ts'

/** An application, with its tabs. */
export function AppPage() {
  const { appId } = useParams({ from: '/shell/apps/$appId' })
  const { may } = useSession()
  const navigate = useNavigate()
  const path = useRouterState({ select: ({ location }) => location.pathname })
  const { data, error, refetch } = useQuery(appQuery(appId))
  const tabs = APP_TABS.filter(({ role }) => may(role, Number(appId)))
  const current = tabs.findLast(({ to }) => path.startsWith(to.replace('$appId', appId)))
  if (data === undefined)
    return (
      <Page title="Application">
        {error === null ? (
          <Loading />
        ) : (
          <ProblemNote error={error} onRetry={() => void refetch()} />
        )}
      </Page>
    )
  return (
    <Page
      title={data.name}
      lead={data.plan === 'sandbox' ? 'Sandbox: nothing is sent.' : `Application ${data.id}`}
    >
      <Tabs
        value={current?.to ?? null}
        keepMounted={false}
        // Each has an address, and the arrows only choose: Enter goes there.
        activateTabWithKeyboard={false}
        onChange={(to) => {
          const tab = tabs.find((each) => each.to === to)
          if (tab !== undefined) void navigate({ to: tab.to, params: { appId } })
        }}
      >
        <div className="scrolls">
          <Tabs.List className="tabs">
            {tabs.map(({ to, label }) => (
              <Tabs.Tab key={to} value={to}>
                {label}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </div>
        {tabs.map(({ to }) => (
          <Tabs.Panel key={to} value={to} pt="md">
            <Suspense fallback={<Loading />}>
              <Outlet />
            </Suspense>
          </Tabs.Panel>
        ))}
      </Tabs>
    </Page>
  )
}
