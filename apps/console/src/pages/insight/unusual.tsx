import type { UnusualMarks } from '@countersign/server/console-api'
import { Anchor, Group, List, Paper, Text, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { Exact } from '../../parts/time.tsx'
import { count, countryName, share } from './words.ts'

type Mark = UnusualMarks['items'][number]

interface UnusualProps {
  readonly marks: readonly Mark[]
  readonly onCountry: (country: string) => void
}

/** What in the last day is unlike the weeks before, and what that may mean. */
export function Unusual({ marks, onCountry }: UnusualProps) {
  if (marks.length === 0) return null
  const countries = new Set(marks.map(({ country }) => country)).size
  return (
    <Paper withBorder p="md" component="section" aria-label="Unusual" className="unusual">
      <Group gap="xs" mb="xs" wrap="nowrap">
        <IconAlertTriangle size={20} aria-hidden />
        <Title order={2} size="h5">
          Unusual in the last 24 hours: {countries === 1 ? 'one country' : `${countries} countries`}
        </Title>
      </Group>
      <List size="sm" spacing={4}>
        {marks.map((mark) => (
          <List.Item key={`${mark.country} ${mark.kind} ${mark.from}`}>
            <Anchor component="button" size="sm" onClick={() => onCountry(mark.country)}>
              {countryName(mark.country)}
            </Anchor>
            : {sentenceOf(mark)} From <Exact at={mark.from} />.
          </List.Item>
        ))}
      </List>
      <Text size="xs" c="dimmed" mt="xs">
        Each hour is compared with the same hour of the four weeks before it.
      </Text>
    </Paper>
  )
}

function sentenceOf({ kind, direction, value, expected }: Mark): string {
  if (kind === 'volume') {
    const sends = `${count(Math.round(value))} sends where ${count(Math.round(expected))} are usual.`
    return direction === 'high'
      ? `${sends} It may be a campaign of yours, or somebody who pumps messages.`
      : `${sends} Look whether your application still reaches us from there.`
  }
  const shares = `${share(value, 1)} of the tokens sent were typed where ${share(expected, 1)} are usual.`
  return direction === 'low'
    ? `${shares} Messages may not arrive, or nobody wants them.`
    : `${shares} It is good news, unless tokens are read by somebody else.`
}
