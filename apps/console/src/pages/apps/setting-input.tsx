import { NumberInput, Switch, TagsInput, TextInput } from '@mantine/core'
import type { Setting, SettingValue } from './setting.ts'

interface SettingInputProps {
  readonly setting: Setting
  readonly value: SettingValue
  readonly isReadOnly: boolean
  readonly error: string | undefined
  readonly onChange: (value: SettingValue) => void
}

/** A setting by its kind, with what it does and what it is unless somebody chooses. */
export function SettingInput({ setting, value, isReadOnly, error, onChange }: SettingInputProps) {
  const { kind, label, sentence, least, most, choices } = setting
  const given = {
    label,
    description: `${sentence} ${standardText(setting)}`,
    error,
    disabled: isReadOnly,
  }
  switch (kind) {
    case 'boolean':
      return (
        <Switch
          {...given}
          checked={value === true}
          onChange={(event) => onChange(event.currentTarget.checked)}
        />
      )
    case 'number':
      return (
        <NumberInput
          {...given}
          maw={420}
          allowDecimal={false}
          thousandSeparator=" "
          clampBehavior="none"
          value={typeof value === 'boolean' ? '' : value}
          {...(least === null ? {} : { min: least })}
          {...(most === null ? {} : { max: most })}
          onChange={onChange}
        />
      )
    case 'list':
      return (
        <TagsInput
          {...given}
          maw={420}
          data={choices ?? []}
          maxTags={300}
          value={itemsOf(value)}
          onChange={(items) => onChange(items.map((item) => item.trim()).join(','))}
        />
      )
    case 'text':
      return (
        <TextInput
          {...given}
          maw={420}
          maxLength={500}
          value={String(value)}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )
  }
}

function itemsOf(value: SettingValue): string[] {
  return typeof value === 'string' && value !== '' ? value.split(',') : []
}

function standardText({ kind, standard, least, most }: Setting): string {
  if (kind === 'boolean') return standard === true ? 'On by default.' : 'Off by default.'
  if (kind === 'number')
    return `${String(standard)} by default; from ${String(least)} to ${String(most)}.`
  return standard === '' ? 'Empty by default.' : `${String(standard)} by default.`
}
