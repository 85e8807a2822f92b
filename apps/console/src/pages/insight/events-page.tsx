import { EmptyState } from '../../parts/empty-state.tsx'
import { Page } from '../../parts/page.tsx'

export function EventsPage() {
  return (
    <Page title="Events">
      <EmptyState title="Nothing here yet">
        What happens here will show as soon as an application asks for something.
      </EmptyState>
    </Page>
  )
}
