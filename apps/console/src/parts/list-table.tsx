import { Button, Group, Table, UnstyledButton } from '@mantine/core'
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { Loading } from './loading.tsx'
import { ProblemNote } from './problem-note.tsx'

export interface Column<Item> {
  readonly title: string
  readonly cell: (item: Item) => ReactNode
  /** What `sort` is in the URL for this column, upwards; downwards it has a minus before it. */
  readonly sort?: string
}

interface ListTableProps<Item> {
  /** For who cannot see it. */
  readonly label: string
  readonly columns: readonly Column<Item>[]
  readonly items: readonly Item[] | undefined
  readonly keyOf: (item: Item) => string | number
  readonly error?: unknown
  readonly onRetry?: () => void
  /** Shown where there is nothing. */
  readonly empty: ReactNode
  readonly sort?: string | undefined
  readonly onSort?: (sort: string) => void
  /** The cursor of the next page; null at the end. */
  readonly next?: string | null | undefined
  readonly isFirst?: boolean
  readonly onNext?: (after: string) => void
  readonly onFirst?: () => void
}

/** A list of rows, with its states: on its way, broken, empty, and a page of many. */
export function ListTable<Item>(props: ListTableProps<Item>) {
  const { label, columns, items, keyOf, error, onRetry, empty, sort, onSort } = props
  if (error !== undefined && error !== null && items === undefined)
    return <ProblemNote error={error} {...(onRetry === undefined ? {} : { onRetry })} />
  if (items === undefined) return <Loading lines={8} />
  if (items.length === 0 && props.isFirst !== false) return <>{empty}</>
  return (
    <>
      {/* Who has no mouse scrolls it by its arrows. */}
      {/* eslint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="scrolls" tabIndex={0} aria-label={label}>
        <Table highlightOnHover verticalSpacing="xs" miw={Math.min(columns.length * 120, 900)}>
          <Table.Thead>
            <Table.Tr>
              {columns.map((column) => (
                <Heading key={column.title} column={column} sort={sort} onSort={onSort} />
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {items.map((item) => (
              <Table.Tr key={keyOf(item)}>
                {columns.map(({ title, cell }) => (
                  <Table.Td key={title}>{cell(item)}</Table.Td>
                ))}
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </section>
      <Pager {...props} />
    </>
  )
}

interface HeadingProps<Item> {
  readonly column: Column<Item>
  readonly sort: string | undefined
  readonly onSort: ((sort: string) => void) | undefined
}

function Heading<Item>({ column: { title, sort: name }, sort, onSort }: HeadingProps<Item>) {
  if (name === undefined || onSort === undefined) return <Table.Th scope="col">{title}</Table.Th>
  const isUp = sort === name
  const isDown = sort === `-${name}`
  return (
    <Table.Th scope="col" aria-sort={isUp ? 'ascending' : isDown ? 'descending' : 'none'}>
      <UnstyledButton fz="sm" fw={700} onClick={() => onSort(isDown ? name : `-${name}`)}>
        <Group gap={4} wrap="nowrap">
          {title}
          {isUp ? <IconArrowUp size={14} aria-hidden /> : null}
          {isDown ? <IconArrowDown size={14} aria-hidden /> : null}
        </Group>
      </UnstyledButton>
    </Table.Th>
  )
}

function Pager<Item>({ next, isFirst, onNext, onFirst }: ListTableProps<Item>) {
  const isOnly = (isFirst ?? true) && (next ?? null) === null
  if (isOnly) return null
  return (
    <Group justify="flex-end" gap="xs">
      {onFirst === undefined || isFirst === true ? null : (
        <Button variant="default" size="xs" onClick={onFirst}>
          First page
        </Button>
      )}
      <Button
        variant="default"
        size="xs"
        disabled={(next ?? null) === null}
        onClick={() => {
          if (typeof next === 'string') onNext?.(next)
        }}
      >
        Next page
      </Button>
    </Group>
  )
}
