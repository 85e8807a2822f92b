import {
  Code,
  CopyButton,
  Button,
  Group,
  PasswordInput,
  Stack,
  Tabs,
  Text,
  Title,
} from '@mantine/core'
import { useState } from 'react'
import { firstCalls } from './first-calls.ts'

/** The first calls in each language, ready to paste. */
export function CallsSection({ publicUrl }: { readonly publicUrl: string }) {
  const [apiKey, setApiKey] = useState('')
  const calls = firstCalls({ publicUrl, apiKey: apiKey === '' ? 'the-api-key' : apiKey })
  return (
    <Stack gap="sm">
      <Title order={2} size="h4">
        First calls
      </Title>
      <Text size="sm" c="dimmed">
        Your application reaches the service at <Code>{publicUrl}</Code>. Paste an API key to have
        it filled in; it stays in this window.
      </Text>
      <PasswordInput
        label="API key"
        description="From the tab Keys; it is shown once, when it is made."
        placeholder="the-api-key"
        autoComplete="off"
        maw={420}
        value={apiKey}
        onChange={({ currentTarget: { value } }) => setApiKey(value.trim())}
      />
      <Tabs defaultValue="curl" keepMounted={false}>
        <div className="scrolls">
          <Tabs.List className="languages">
            {calls.map(({ name }) => (
              <Tabs.Tab key={name} value={name}>
                {name}
              </Tabs.Tab>
            ))}
          </Tabs.List>
        </div>
        {calls.map(({ name, about, code }) => (
          <Tabs.Panel key={name} value={name} pt="sm">
            <Stack gap="xs">
              <Group justify="space-between" gap="xs">
                <Text size="sm" c="dimmed">
                  {about}
                </Text>
                <CopyButton value={code} timeout={2_000}>
                  {({ copied, copy }) => (
                    <Button size="xs" variant="default" onClick={copy}>
                      {copied ? 'Copied' : 'Copy'}
                    </Button>
                  )}
                </CopyButton>
              </Group>
              {/* Who has no mouse scrolls it by its arrows. */}
              {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
              <section tabIndex={0} aria-label={`Program in ${name}`} className="program">
                <Code block>{code}</Code>
              </section>
            </Stack>
          </Tabs.Panel>
        ))}
      </Tabs>
    </Stack>
  )
}
