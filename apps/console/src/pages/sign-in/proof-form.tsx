import { Text } from '@mantine/core'
import type { ProofKind } from '../../app/proof.ts'

interface ProofFormProps {
  readonly kind: ProofKind
  readonly onGiven: () => void
}

/** Signs in, or proves once more who it is. */
export function ProofForm({ kind }: ProofFormProps) {
  return <Text>{kind}</Text>
}
