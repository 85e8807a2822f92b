import { EmptyState } from '../../parts/empty-state.tsx'
import { Page } from '../../parts/page.tsx'

export function AppsPage() {
  return (
    <Page title="Applications">
      <EmptyState title="Nothing here yet">Applications show as soon as there is one.</EmptyState>
    </Page>
  )
}
