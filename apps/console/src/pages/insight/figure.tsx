import { Anchor, Card, Group, SegmentedControl, Stack, Table, Text, Title } from '@mantine/core'
import { type ReactNode, useState } from 'react'

export interface FigureTable {
  readonly header: readonly string[]
  readonly rows: readonly (readonly (string | number)[])[]
}

interface FigureProps {
  readonly title: string
  /** What it counts, in one sentence. */
  readonly about: string
  readonly csv: string
  readonly table: FigureTable
  /** Absent, the table is all there is. */
  readonly chart?: ReactNode
}

/** A chart with its table behind a switch, and both as a file. */
export function Figure({ title, about, csv, table, chart }: FigureProps) {
  const [shown, setShown] = useState<'chart' | 'table'>('chart')
  const isEmpty = table.rows.every((row) =>
    row.slice(1).every((cell) => cell === 0 || cell === '–'),
  )
  const isTable = chart === undefined || shown === 'table'
  return (
    <Card withBorder padding="md" component="section" aria-label={title}>
      <Stack gap="sm">
        <Group justify="space-between" align="flex-start" gap="xs" wrap="nowrap">
          <div>
            <Title order={2} size="h5">
              {title}
            </Title>
            <Text size="xs" c="dimmed">
              {about}
            </Text>
          </div>
          <Group gap="sm" wrap="nowrap">
            {chart === undefined ? null : (
              <SegmentedControl
                size="xs"
                transitionDuration={0}
                aria-label={`How ${title} is shown`}
                value={shown}
                data={[
                  { value: 'chart', label: 'Chart' },
                  { value: 'table', label: 'Table' },
                ]}
                onChange={(value) => setShown(value === 'table' ? 'table' : 'chart')}
              />
            )}
            <Anchor size="sm" href={csv} download aria-label={`Download ${title} as CSV`}>
              CSV
            </Anchor>
          </Group>
        </Group>
        {isEmpty ? (
          <Text size="sm" c="dimmed" py="lg" ta="center">
            Nothing in this time.
          </Text>
        ) : isTable ? (
          <FigureRows title={title} table={table} />
        ) : (
          // What a script draws has no address that an img could have.
          // eslint-disable-next-line jsx-a11y/prefer-tag-over-role
          <div role="img" aria-label={`Chart of ${title}. The same figures are in the table.`}>
            {chart}
          </div>
        )}
      </Stack>
    </Card>
  )
}

function FigureRows({ title, table }: { readonly title: string; readonly table: FigureTable }) {
  return (
    // Who has no mouse scrolls it by its arrows.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex
    <section className="figure-rows" tabIndex={0} aria-label={`Table of ${title}`}>
      <Table verticalSpacing={4} stickyHeader>
        <Table.Thead>
          <Table.Tr>
            {table.header.map((name, column) => (
              <Table.Th key={name} scope="col" ta={column === 0 ? 'left' : 'right'}>
                {name}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {table.rows.map((row) => (
            <Table.Tr key={row[0]}>
              {row.map((cell, column) => (
                <Table.Td key={table.header[column]} ta={column === 0 ? 'left' : 'right'}>
                  {typeof cell === 'number' ? cell.toLocaleString() : cell}
                </Table.Td>
              ))}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  )
}
