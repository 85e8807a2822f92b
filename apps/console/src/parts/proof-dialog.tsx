import { Modal } from '@mantine/core'
import { lazy, Suspense, useEffect, useState } from 'react'
import { type ProofKind, settleProof, watchProof } from '../app/proof.ts'
import { Loading } from './loading.tsx'

const ProofForm = lazy(async () => {
  const { ProofForm } = await import('../pages/sign-in/proof-form.tsx')
  return { default: ProofForm }
})

/** Asks over the page, which stays as it is below: nothing that was typed is lost. */
export function ProofDialog() {
  const [kind, setKind] = useState<ProofKind>()
  useEffect(() => watchProof(setKind), [])
  return (
    <Modal
      opened={kind !== undefined}
      onClose={() => settleProof(false)}
      title={kind === 'sign-in' ? 'Your session has ended' : 'Prove that it is you'}
      centered
    >
      <Suspense fallback={<Loading lines={3} />}>
        {kind === undefined ? null : <ProofForm kind={kind} onGiven={() => settleProof(true)} />}
      </Suspense>
    </Modal>
  )
}
