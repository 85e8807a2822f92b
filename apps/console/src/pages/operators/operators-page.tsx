import { EmptyState } from '../../parts/empty-state.tsx'
import { Page } from '../../parts/page.tsx'

export function OperatorsPage() {
  return (
    <Page title="Operators">
      <EmptyState title="Nothing here yet">Operators show as soon as there is one.</EmptyState>
    </Page>
  )
}
