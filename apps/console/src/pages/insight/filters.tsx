import { Group, SegmentedControl, Select, TextInput } from '@mantine/core'
import { useSession } from '../../app/session.ts'
import { type InsightSearch, RANGES } from './insight-search.ts'
import { countryName, methodName } from './words.ts'

interface FiltersProps {
  readonly search: InsightSearch
  readonly countries: readonly string[]
  readonly onChange: (change: InsightSearch) => void
}

const CHANNELS = ['sms', 'call', 'email', 'qr', 'soft'] as const

/** Which time, application, country and channel; all of it stands in the address. */
export function Filters({ search, countries, onChange }: FiltersProps) {
  const { apps } = useSession()
  const { range = '7d', from, until, app, country, channel } = search
  const shown = new Set([...countries, ...(country === undefined ? [] : [country])])
  return (
    <Group gap="sm" align="flex-end">
      <div className="scrolls">
        <SegmentedControl
          aria-label="Time"
          transitionDuration={0}
          value={range}
          data={RANGES.map(({ value, label }) => ({ value, label }))}
          onChange={(value) => onChange({ range: value })}
        />
      </div>
      {range === 'custom' ? (
        <>
          <TextInput
            type="date"
            label="From"
            value={from ?? ''}
            onChange={({ currentTarget: { value } }) => onChange({ from: value || undefined })}
          />
          <TextInput
            type="date"
            label="Until, with the day"
            value={until ?? ''}
            onChange={({ currentTarget: { value } }) => onChange({ until: value || undefined })}
          />
        </>
      ) : null}
      <Select
        aria-label="Application"
        placeholder="All applications"
        clearable
        searchable
        w={190}
        value={app === undefined ? null : String(app)}
        data={apps.map(({ id, name }) => ({ value: String(id), label: name }))}
        onChange={(value) => onChange({ app: value === null ? undefined : Number(value) })}
      />
      <Select
        aria-label="Country"
        placeholder="All countries"
        clearable
        searchable
        w={180}
        value={country ?? null}
        data={[...shown]
          .map((value) => ({ value, label: countryName(value) }))
          .toSorted((a, b) => a.label.localeCompare(b.label))}
        onChange={(value) => onChange({ country: value ?? undefined })}
      />
      <Select
        aria-label="Channel"
        placeholder="All channels"
        clearable
        w={160}
        value={channel ?? null}
        data={CHANNELS.map((value) => ({ value, label: methodName(value) }))}
        onChange={(value) => onChange({ channel: value ?? undefined })}
      />
    </Group>
  )
}
