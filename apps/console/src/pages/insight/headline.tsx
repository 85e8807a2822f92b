import type { InsightFigures } from '@countersign/server/console-api'
import { Card, SimpleGrid, Text } from '@mantine/core'
import { count, duration, share } from './words.ts'

function sum<Row>(rows: readonly Row[], pick: (row: Row) => number): number {
  return rows.reduce((total, row) => total + pick(row), 0)
}

/** The figures that one looks at first. */
export function Headline({ figures }: { readonly figures: InsightFigures }) {
  const { verifications, conversion, approvals, answerTime, active, latency, refused } = figures
  const valid = sum(verifications, (row) => row.valid)
  const decided = sum(verifications, (row) => row.valid + row.reused + row.invalid)
  const sent = sum(conversion.country, (row) => row.sent)
  const converted = sum(conversion.country, (row) => row.verified)
  const asked = sum(approvals, (row) => row.asked)
  const approved = sum(approvals, (row) => row.approved)
  const most = Math.max(0, ...active.map((row) => row.users))
  const [busiest] = latency
  const cards = [
    ['Right tokens', count(valid), `${share(valid, decided)} of ${count(decided)} that were typed`],
    ['Conversion', share(converted, sent), `${count(converted)} of ${count(sent)} sent were typed`],
    [
      'Delivery',
      duration(busiest?.p50Ms ?? null),
      busiest === undefined
        ? 'Nothing was delivered'
        : `p95 ${duration(busiest.p95Ms)}, ${busiest.channel} by ${busiest.provider}`,
    ],
    [
      'Approved',
      share(approved, asked),
      `${count(approved)} of ${count(asked)}, half within ${duration(answerTime.p50Ms)}`,
    ],
    ['Active people', count(most), 'on the busiest day of this time'],
    ['Refused attempts', count(sum(refused, (row) => row.count)), 'by limits, before any look'],
  ] as const
  return (
    <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="sm">
      {cards.map(([title, figure, about]) => (
        <Card key={title} withBorder padding="sm">
          <Text size="xs" c="dimmed">
            {title}
          </Text>
          <Text fz={24} fw={650} className="figures">
            {figure}
          </Text>
          <Text size="xs" c="dimmed">
            {about}
          </Text>
        </Card>
      ))}
    </SimpleGrid>
  )
}
