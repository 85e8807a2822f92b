import { PasswordInput, type PasswordInputProps } from '@mantine/core'

/** A password that is chosen. */
export function NewPasswordInput(props: PasswordInputProps) {
  return (
    <PasswordInput
      label="Password"
      description="At least 10 characters. A sentence is easier to remember than a word."
      autoComplete="new-password"
      minLength={10}
      maxLength={1_024}
      required
      {...props}
    />
  )
}
