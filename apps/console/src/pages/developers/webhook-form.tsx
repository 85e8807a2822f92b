import type { WebhookCreated, Webhooks } from '@countersign/server/console-api'
import { Button, Checkbox, Group, Modal, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useMutation } from '@tanstack/react-query'
import { ask } from '../../app/ask.ts'
import { Problem } from '../../app/problem.ts'
import { ProblemNote } from '../../parts/problem-note.tsx'
import { eventName } from '../insight/event-words.ts'

interface WebhookFormProps {
  readonly appId: string
  readonly events: Webhooks['events']
  readonly opened: boolean
  readonly onClose: () => void
  readonly onCreated: (created: WebhookCreated) => void
}

/** Where an application wants to be told, and of what. */
export function WebhookForm({ appId, events, opened, onClose, onCreated }: WebhookFormProps) {
  const form = useForm({
    initialValues: { name: '', url: '', events: [] as string[] },
    validate: {
      name: (name) => (name.trim() === '' ? 'Give it a name.' : null),
      url: (url) => (/^https?:\/\/[^/]/.test(url) ? null : 'It begins with https:// or http://.'),
      events: (chosen) => (chosen.length === 0 ? 'Choose at least one.' : null),
    },
  })
  const create = useMutation({
    mutationFn: (body: typeof form.values) =>
      ask<WebhookCreated>('POST', `/apps/${appId}/webhooks`, { body }),
    onSuccess: (created) => {
      form.reset()
      onCreated(created)
    },
    onError: (error) => {
      if (error instanceof Problem) form.setErrors(error.fields)
    },
  })
  return (
    <Modal opened={opened} onClose={onClose} title="Create a webhook" size="lg">
      <form onSubmit={form.onSubmit((values) => create.mutate(values))}>
        <Stack gap="sm">
          <TextInput label="Name" maxLength={100} data-autofocus {...form.getInputProps('name')} />
          <TextInput
            label="URL"
            description="It gets a POST for each event, signed with a key of its own."
            placeholder="https://app.example.com/webhooks"
            maxLength={500}
            {...form.getInputProps('url')}
          />
          <Checkbox.Group
            label="Events"
            description="Those that never happen here are left out; programs may ask for them by the API."
            {...form.getInputProps('events')}
          >
            <Stack gap={6} mt="xs" className="picked-events">
              {events
                .filter(({ happens }) => happens)
                .map(({ name }) => (
                  <Checkbox key={name} value={name} label={`${eventName(name)} (${name})`} />
                ))}
            </Stack>
          </Checkbox.Group>
          {create.error === null ? null : <ProblemNote error={create.error} />}
          <Group justify="flex-end">
            <Text size="xs" c="dimmed">
              You prove once more that it is you.
            </Text>
            <Button type="submit" loading={create.isPending}>
              Create
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  )
}
