import { NativeSelect } from '@mantine/core'

interface ChoiceProps {
  readonly label: string
  readonly value: string | undefined
  /** Of what is shown while nothing is chosen. */
  readonly all: string
  readonly choices: readonly { readonly value: string; readonly label: string }[]
  readonly onChoose: (value: string | undefined) => void
}

/** One filter of a list: one of a few, or all. */
export function Choice({ label, value, all, choices, onChoose }: ChoiceProps) {
  return (
    <NativeSelect
      label={label}
      size="xs"
      value={value ?? ''}
      onChange={({ currentTarget }) =>
        onChoose(currentTarget.value === '' ? undefined : currentTarget.value)
      }
      data={[{ value: '', label: all }, ...choices]}
    />
  )
}
