/** Where a command's results and remarks go. */
export interface Printer {
  readonly isJson: boolean
  /** One result: `text` for people, `value` as one line of JSON for programs. */
  readonly result: (value: object, text: string) => void
  /** For people only; nothing with --json. */
  readonly text: (text: string) => void
  /** A remark beside the result, on standard error. */
  readonly note: (text: string) => void
}

export function createPrinter(options: { readonly isJson: boolean }): Printer {
  const { isJson } = options
  return {
    isJson,
    result: (value, text) => printLine(isJson ? jsonLine(value) : text),
    text: (text) => {
      if (!isJson) printLine(text)
    },
    note: (text) => process.stderr.write(`${isJson ? jsonLine({ note: text }) : text}\n`),
  }
}

function printLine(line: string): void {
  process.stdout.write(`${line}\n`)
}

/** JSON that a terminal can show too: the standard leaves DEL and the 8-bit control characters as they are. */
export function jsonLine(value: object): string {
  return JSON.stringify(value).replaceAll(
    /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  )
}

/** `name   value` lines with the values below each other. */
export function columns(rows: readonly (readonly [name: string, value: string])[]): string {
  const width = Math.max(...rows.map(([name]) => name.length))
  return rows.map(([name, value]) => `  ${name.padEnd(width)}  ${value}`.trimEnd()).join('\n')
}

/** `2026-08-01 12:00:03`, in the time zone of whoever reads it. */
export function localTime(at: number): string {
  // Sweden's is the locale whose dates are ISO 8601.
  return new Date(at).toLocaleString('sv-SE')
}

/**
 * A text of somebody else's without its control characters: an app's `message` stands in an SMS, and
 * an escape sequence in it could rewrite the operator's screen.
 */
export function printable(text: string): string {
  return text.replaceAll(/[^\P{Cc}\n]/gu, '\uFFFD')
}

/**
 * The same for what belongs on one line. A line break could fake a line of ours, and a mark that turns the
 * direction of writing could show a text in another order than the one that is signed.
 */
export function printableLine(text: string): string {
  return printable(text)
    .replaceAll('\n', '⏎')
    .replaceAll(/[\p{Zl}\p{Zp}\p{Bidi_Control}]/gu, '\uFFFD')
}

/** As a program reads it: ISO 8601, or null where there is none. */
export function isoTime(at: number | null | undefined): string | null {
  return at === undefined || at === null ? null : new Date(at).toISOString()
}

/** `12.3 MB` */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`
}
