import { Page } from '../../parts/page.tsx'
import { DevelopersTab } from './developers-tab.tsx'
import { WebhooksTab } from './webhooks-tab.tsx'

export function DevelopersPage() {
  return (
    <Page title="Developers">
      <DevelopersTab />
    </Page>
  )
}

export function WebhooksPage() {
  return (
    <Page title="Webhooks">
      <WebhooksTab />
    </Page>
  )
}
