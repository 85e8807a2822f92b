import { EmptyState } from '../../parts/empty-state.tsx'
import { Page } from '../../parts/page.tsx'

export function HandsetPage() {
  return (
    <Page title="Handset">
      <EmptyState title="Nothing here yet">Messages show as soon as one is sent.</EmptyState>
    </Page>
  )
}
