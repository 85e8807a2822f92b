import { EmptyState } from '../../parts/empty-state.tsx'
import { Page } from '../../parts/page.tsx'

export function PeoplePage() {
  return (
    <Page title="People">
      <EmptyState title="Nothing here yet">
        People show as soon as an application registers them.
      </EmptyState>
    </Page>
  )
}
