/** A row as a database has it: NULL where we say absent. */
export type Nullable<Row> = {
  readonly [Key in keyof Row]: undefined extends Row[Key]
    ? Exclude<Row[Key], undefined> | null
    : Row[Key]
}

/** NULL columns become absent ones, in place: the row is fresh from the driver and nobody else's. */
export function withoutNulls<Row extends object>(row: Nullable<Row>): Row {
  const columns = row as Record<string, unknown>
  for (const name of Object.keys(columns)) columns[name] ??= undefined
  // The loop has just done to the values what the mapped type says of them.
  return row as Row
}
