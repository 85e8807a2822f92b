import { asciiDigits } from '../app/phone-number.ts'
import { Field } from './form.tsx'

interface PinFieldProps {
  readonly label: string
  readonly value: string
  readonly problem?: string
  readonly isNew?: boolean
  readonly isFirst?: boolean
  readonly onPin: (pin: string) => void
}

export function PinField({
  label,
  value,
  problem = '',
  isNew = false,
  isFirst = false,
  onPin,
}: PinFieldProps) {
  return (
    <Field
      label={label}
      type="password"
      inputMode="numeric"
      dir="ltr"
      className="pin"
      isFirst={isFirst}
      autoComplete={isNew ? 'new-password' : 'current-password'}
      value={value}
      problem={problem}
      onText={(text) => onPin(asciiDigits(text).replaceAll(/\D/g, ''))}
    />
  )
}
