import { html, type Html } from './html.ts'

/** A member's name, or a text: what is neither is left as it is. */
const JSON_TEXT = /("(?:[^"\\]|\\.)*")(:?)/g

/** Code to be read and copied. */
export function codeBlock(label: string, code: Html | string): Html {
  return html`<figure class="code">
    <figcaption>${label}</figcaption>
    <pre><code>${code}</code></pre>
  </figure>`
}

/** Prose of the document, in which backticks stand around code. */
export function prose(text: string): Html {
  return html`${text.split('`').map((part, at) => (at % 2 === 0 ? html`${part}` : html`<code>${part}</code>`))}`
}

/** JSON with its names and texts told apart. */
export function jsonCode(value: unknown): Html {
  const text = JSON.stringify(value, null, 2)
  const parts: Html[] = []
  let end = 0
  for (const match of text.matchAll(JSON_TEXT)) {
    const [all, quoted = '', colon = ''] = match
    parts.push(html`${text.slice(end, match.index)}`)
    parts.push(
      colon === ''
        ? html`<span class="s">${quoted}</span>`
        : html`<span class="k">${quoted}</span>:`,
    )
    end = match.index + all.length
  }
  return html`${parts}${text.slice(end)}`
}
