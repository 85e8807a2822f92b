import type { ConsoleEvent } from '@countersign/server/console-api'
import { Text } from '@mantine/core'

/** Said elsewhere in the row. */
const HIDDEN: ReadonlySet<string> = new Set(['operatorId', 'before', 'after'])

/** What is known of an event; of a change, each value before and after. */
export function EventFacts({ event: { facts, operator } }: { readonly event: ConsoleEvent }) {
  const changes = changesOf(facts['before'], facts['after'])
  const others = Object.entries(facts).filter(([name]) => !HIDDEN.has(name))
  return (
    <div className="facts">
      {operator === null ? null : <Text inherit>by {operator.name}</Text>}
      {others.map(([name, value]) => (
        <span key={name}>
          <Text span inherit c="dimmed">
            {name}{' '}
          </Text>
          {textOf(value)}
        </span>
      ))}
      {changes.map(({ name, before, after }) => (
        <span key={name}>
          <Text span inherit c="dimmed">
            {name}{' '}
          </Text>
          {before === undefined ? null : <del>{before}</del>}
          {before !== undefined && after !== undefined ? ' → ' : null}
          {after === undefined ? null : <ins>{after}</ins>}
        </span>
      ))}
    </div>
  )
}

function changesOf(former: unknown, present: unknown) {
  const before = membersOf(former)
  const after = membersOf(present)
  const names = new Set([...Object.keys(before), ...Object.keys(after)])
  return [...names].map((name) => ({
    name,
    before: name in before ? textOf(before[name]) : undefined,
    after: name in after ? textOf(after[name]) : undefined,
  }))
}

function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  if (value === undefined || value === null) return {}
  return typeof value === 'object' && !Array.isArray(value) ? { ...value } : { value }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? '')
}
