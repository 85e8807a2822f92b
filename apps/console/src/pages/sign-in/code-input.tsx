import { TextInput, type TextInputProps } from '@mantine/core'
import { useEffect, useRef } from 'react'

/** Where a code is typed: digits, which browsers and phones fill in by themselves. It is the next thing to do, so it takes the focus. */
export function CodeInput(props: Omit<TextInputProps, 'type'>) {
  const input = useRef<HTMLInputElement>(null)
  useEffect(() => input.current?.focus(), [])
  return (
    <TextInput
      ref={input}
      label="Code"
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={12}
      required
      {...props}
    />
  )
}
