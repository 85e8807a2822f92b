import { EmptyState } from '../../parts/empty-state.tsx'
import { Page } from '../../parts/page.tsx'

export function AccountPage() {
  return (
    <Page title="Your account">
      <EmptyState title="Nothing here yet">It is on its way.</EmptyState>
    </Page>
  )
}
