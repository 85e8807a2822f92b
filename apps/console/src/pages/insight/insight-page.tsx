import { EmptyState } from '../../parts/empty-state.tsx'
import { Page } from '../../parts/page.tsx'

export function InsightPage() {
  return (
    <Page title="Insight">
      <EmptyState title="Nothing here yet">
        What happens here will show as soon as an application asks for something.
      </EmptyState>
    </Page>
  )
}
