import { TextInput } from '@mantine/core'
import type { InputProps } from './input-props.ts'
import type { WelcomeAnswer } from '@countersign/server/console-api'

export interface WelcomeProps {
  readonly token: string
  readonly welcome: WelcomeAnswer
  readonly onDone: () => void
}

interface PersonFieldsProps {
  readonly welcome: WelcomeAnswer
  readonly propsOf: (field: 'email' | 'name') => InputProps
}

/** Who one is; an operator whose way in is renewed stays who they are. */
export function PersonFields({ welcome, propsOf }: PersonFieldsProps) {
  const isKnown = welcome.kind === 'renewed'
  return (
    <>
      <TextInput
        label="E-mail"
        description={isKnown ? undefined : 'You sign in with it.'}
        type="email"
        autoComplete="username"
        maxLength={254}
        required
        readOnly={isKnown}
        {...propsOf('email')}
      />
      <TextInput
        label="Name"
        description={isKnown ? undefined : 'Other operators see it.'}
        autoComplete="name"
        maxLength={80}
        required
        readOnly={isKnown}
        {...propsOf('name')}
      />
    </>
  )
}
