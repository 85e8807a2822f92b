import { useSession } from '../app/session.ts'
import { Choice } from './choice.tsx'

interface AppChoiceProps {
  readonly value: number | undefined
  readonly onChoose: (appId: number | undefined) => void
}

/** One of the applications that the operator sees, or all; nothing where there is no choice. */
export function AppChoice({ value, onChoose }: AppChoiceProps) {
  const { apps } = useSession()
  if (apps.length < 2) return null
  return (
    <Choice
      label="Application"
      all="All applications"
      value={value === undefined ? undefined : String(value)}
      choices={apps.map(({ id, name }) => ({ value: String(id), label: name }))}
      onChoose={(app) => onChoose(app === undefined ? undefined : Number(app))}
    />
  )
}
