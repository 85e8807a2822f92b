import { Group, Stack, Text, TextInput } from '@mantine/core'
import type { InputProps } from './input-props.ts'

interface PhoneFieldsProps {
  readonly propsOf: (field: 'countryCode' | 'cellphone') => InputProps
}

/** The phone of the second factor, where codes go and requests are approved. */
export function PhoneFields({ propsOf }: PhoneFieldsProps) {
  return (
    <Stack gap={4}>
      <Group gap="sm" align="flex-start" wrap="nowrap">
        <TextInput
          label="Country"
          leftSection="+"
          inputMode="numeric"
          autoComplete="tel-country-code"
          placeholder="1"
          w={96}
          maxLength={8}
          required
          {...propsOf('countryCode')}
        />
        <TextInput
          label="Phone number"
          inputMode="tel"
          autoComplete="tel-national"
          flex={1}
          maxLength={40}
          required
          {...propsOf('cellphone')}
        />
      </Group>
      <Text size="xs" c="dimmed">
        Your own phone: codes can be sent to it, and the Countersign authenticator on it can
        approve.
      </Text>
    </Stack>
  )
}
