import { EmptyState } from '../../parts/empty-state.tsx'
import { Page } from '../../parts/page.tsx'

export function MessagesPage() {
  return (
    <Page title="Messages">
      <EmptyState title="Nothing here yet">Messages show as soon as one is sent.</EmptyState>
    </Page>
  )
}
