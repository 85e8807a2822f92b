/** What a form hands to a field of text. */
export interface InputProps {
  readonly value?: string
  readonly defaultValue?: string
  readonly error?: React.ReactNode
  readonly onChange: (event: React.ChangeEvent<HTMLInputElement>) => void
}
