import { Container, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { type ReactNode, useEffect } from 'react'
import { SchemeSwitch } from '../../parts/scheme-switch.tsx'

interface OutsideProps {
  readonly title: string
  readonly lead?: ReactNode
  readonly children: ReactNode
}

/** A page for whoever is not signed in. */
export function Outside({ title, lead, children }: OutsideProps) {
  useEffect(() => {
    document.title = `${title} · Countersign`
  }, [title])
  return (
    <Container size={460} py="xl" component="main">
      <Stack gap="lg">
        <Group justify="space-between">
          <Group gap="sm">
            <img src="/console/icon.svg" alt="" width={28} height={28} />
            <Text fw={650}>Countersign</Text>
          </Group>
          <SchemeSwitch />
        </Group>
        <Paper withBorder p="lg" radius="md">
          <Stack>
            <Title order={1} size="h3">
              {title}
            </Title>
            {lead === undefined ? null : (
              <Text c="dimmed" size="sm">
                {lead}
              </Text>
            )}
            {children}
          </Stack>
        </Paper>
      </Stack>
    </Container>
  )
}
