import { createRootRoute, Outlet } from '@tanstack/react-router'
import { NotFound } from '../parts/not-found.tsx'
import { ProofDialog } from '../parts/proof-dialog.tsx'

export const rootRoute = createRootRoute({
  component: () => (
    <>
      <Outlet />
      <ProofDialog />
    </>
  ),
  notFoundComponent: NotFound,
})
