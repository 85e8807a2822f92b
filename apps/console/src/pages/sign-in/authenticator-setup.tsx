import { Anchor, Button, Group, Image, Stack, Text } from '@mantine/core'
import { useForm } from '@mantine/form'
import type { NewAuthenticatorAnswer } from '@countersign/server/console-api'
import { useEffect } from 'react'
import { fieldErrors } from '../../app/field-errors.ts'
import { Copied } from '../../parts/copied.tsx'
import { FormProblem } from '../../parts/form-problem.tsx'
import { CodeInput } from './code-input.tsx'

interface AuthenticatorSetupProps {
  readonly authenticator: NewAuthenticatorAnswer['authenticator']
  readonly isPending: boolean
  readonly error: unknown
  readonly onCode: (code: string) => void
  readonly onBack: () => void
}

/** Shows the new authenticator, as a picture and to type, and asks for its first code. */
export function AuthenticatorSetup(props: AuthenticatorSetupProps) {
  const { authenticator, isPending, error, onCode, onBack } = props
  const form = useForm({ initialValues: { code: '' } })
  const { setErrors } = form
  useEffect(() => setErrors(fieldErrors(error)), [error, setErrors])
  return (
    <form onSubmit={form.onSubmit(({ code }) => onCode(code.replaceAll(/\s/g, '')))}>
      <Stack>
        <Text size="sm">Scan this with an authenticator app: Countersign’s own, or any other.</Text>
        <Group justify="center">
          <Image
            src={authenticator.qrPath}
            alt="QR code for your authenticator app"
            w={220}
            h={220}
            fit="contain"
          />
        </Group>
        <Text size="sm">No camera? Type this key:</Text>
        <Copied value={authenticator.secret} label="the key" />
        <CodeInput label="Code that the app shows now" {...form.getInputProps('code')} />
        <FormProblem error={error} fields={['code']} />
        <Button type="submit" loading={isPending}>
          Finish
        </Button>
        <Group>
          <Anchor component="button" type="button" size="sm" onClick={onBack}>
            Back
          </Anchor>
        </Group>
      </Stack>
    </form>
  )
}
