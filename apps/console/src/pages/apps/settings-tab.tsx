import { Button, Group, Stack, Text } from '@mantine/core'
import { notifications } from '@mantine/notifications'
import type { SettingsAnswer } from '@countersign/server/console-api'
import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useParams } from '@tanstack/react-router'
import { useState } from 'react'
import { ask } from '../../app/ask.ts'
import { fieldErrors } from '../../app/field-errors.ts'
import { useSession } from '../../app/session.ts'
import { FormProblem } from '../../parts/form-problem.tsx'
import { Section } from '../../parts/section.tsx'
import { ConflictNote } from './conflict-note.tsx'
import { settingsQuery } from './queries.ts'
import type { Setting, SettingValue } from './setting.ts'
import { SettingInput } from './setting-input.tsx'

const GROUPS: Readonly<Record<string, string>> = {
  channels: 'Channels',
  tokens: 'Tokens',
  approvals: 'Approvals',
  authenticators: 'Authenticators',
  limits: 'Limits',
  languages: 'Languages',
  developers: 'Developers',
  legacy: 'As Authy did',
}

/** A setting that was changed here: from what was seen, to what it should be. */
interface Edit {
  readonly from: SettingValue
  readonly to: SettingValue
}

export function SettingsTab() {
  const { appId } = useParams({ from: '/shell/apps/$appId' })
  const { may } = useSession()
  const queries = useQueryClient()
  const query = settingsQuery(appId)
  const { data } = useSuspenseQuery(query)
  const [edits, setEdits] = useState<Readonly<Record<string, Edit>>>({})
  const changes = Object.entries(edits).map(([name, edit]) => ({ name, ...edit }))
  const save = useMutation({
    mutationFn: async (body: { readonly changes: readonly object[] }) =>
      await ask<SettingsAnswer>('PATCH', `/apps/${appId}/settings`, { body }),
    onSuccess: (settings) => {
      queries.setQueryData(query.queryKey, settings)
      setEdits({})
      notifications.show({
        message: 'The settings are saved, and hold on every server.',
      })
    },
  })
  const errors = fieldErrors(save.error)
  const edit = ({ name, value }: Setting, to: SettingValue) => {
    const { [name]: before, ...others } = edits
    const from = before?.from ?? value
    setEdits(to === from ? others : { ...edits, [name]: { from, to } })
  }
  const groups = [...new Set(data.items.map(({ group }) => group))]
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault()
        save.mutate({ changes })
      }}
    >
      <Stack>
        {groups.map((group) => (
          <Section key={group} title={GROUPS[group] ?? group}>
            {data.items
              .filter((item) => item.group === group)
              .map((item) => (
                <SettingInput
                  key={item.name}
                  setting={item}
                  value={edits[item.name]?.to ?? item.value}
                  isReadOnly={!may('operator', Number(appId))}
                  error={errors[item.name]}
                  onChange={(to) => edit(item, to)}
                />
              ))}
          </Section>
        ))}
        {changes.length === 0 ? null : (
          <Stack className="save-bar" gap="sm">
            <ConflictNote
              error={save.error}
              labels={Object.fromEntries(data.items.map(({ name, label }) => [name, label]))}
              onTake={(now) => {
                setEdits(seen(edits, now))
                save.reset()
                void queries.invalidateQueries({ queryKey: query.queryKey })
              }}
            />
            <FormProblem error={save.error} fields={Object.keys(edits)} />
            <Group>
              <Button type="submit" loading={save.isPending}>
                Save {changes.length === 1 ? 'one change' : `${changes.length} changes`}
              </Button>
              <Button
                variant="default"
                onClick={() => {
                  setEdits({})
                  save.reset()
                }}
              >
                As they were
              </Button>
              <Text size="sm" c="dimmed">
                {changes
                  .map(({ name }) => data.items.find((item) => item.name === name)?.label ?? name)
                  .join(', ')}
              </Text>
            </Group>
          </Stack>
        )}
      </Stack>
    </form>
  )
}

/** The edits as of one who has seen what stands there now. */
function seen(
  edits: Readonly<Record<string, Edit>>,
  now: Readonly<Record<string, unknown>>,
): Readonly<Record<string, Edit>> {
  return Object.fromEntries(
    Object.entries(edits).flatMap(([name, edit]) => {
      // The service answers with values of settings.
      const from = name in now ? (now[name] as SettingValue) : edit.from
      return from === edit.to ? [] : [[name, { from, to: edit.to }]]
    }),
  )
}
