import {
  METHODS,
  type MediaType,
  type OpenApiDocument,
  type Operation,
  type Response,
} from '../openapi-types.ts'
import { codeBlock, jsonCode, prose } from './code.ts'
import { html, type Html } from './html.ts'
import { limitsOf, type Member, membersOf, resolve, type Spelling, typeOf } from './members.ts'

/** An operation, and where it is. */
export interface Placed {
  readonly method: string
  readonly path: string
  readonly operation: Operation
}

export function operationsOf(paths: OpenApiDocument['paths']): readonly Placed[] {
  return Object.entries(paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => {
      const operation = item[method]
      return operation === undefined ? [] : [{ method, path, operation }]
    }),
  )
}

export function methodBadge(method: string): Html {
  return html`<span class="method ${method}">${method.toUpperCase()}</span>`
}

/** One operation, with its text and tables at the left and its code at the right. */
export function renderOperation(
  document: OpenApiDocument,
  { method, path, operation }: Placed,
  same: readonly Placed[],
): Html {
  const { operationId, summary, description } = operation
  return html`<article class="operation" id="${operationId}" aria-labelledby="${operationId}-title">
    <h3 id="${operationId}-title"><a href="#${operationId}">${summary}</a></h3>
    <p class="line">${methodBadge(method)} <code>${withBreaks(path)}</code></p>
    ${same.map((other) => html`<p class="line also">${methodBadge(other.method)} <code>${withBreaks(other.path)}</code> <span>does the same</span></p>`)}
    <div class="halves">
      <div class="text">
        <p>${prose(description)}</p>
        ${parameterTable(document, operation)} ${failureTable(operation.responses)}
      </div>
      <div class="examples">${codeSamples(operation)}${answers(document, operation.responses)}</div>
    </div>
  </article> `
}

/** A path may break before each of its parts, where it does not fit. */
function withBreaks(path: string): Html {
  return html`${path.split('/').map((part, at) => (at === 0 ? part : html`<wbr />/${part}`))}`
}

/** And a name after each of its words. */
function nameWithBreaks(name: string): Html {
  return html`${name.split('_').map((word, at) => (at === 0 ? word : html`_<wbr />${word}`))}`
}

const PLACES = { path: 'in the path', header: 'header', query: undefined } as const

function parameterTable(document: OpenApiDocument, operation: Operation): Html | undefined {
  const parameters = (operation.parameters ?? []).map(
    ({ name, required, schema, description = '', in: place }) => ({
      place,
      member: { name, isRequired: required, schema: { ...resolve(document, schema), description } },
    }),
  )
  const [type, body] = Object.entries(operation.requestBody?.content ?? {})[0] ?? []
  const spelling: Spelling = type === 'application/json' ? 'dots' : 'brackets'
  const members = body === undefined ? [] : membersOf(document, body.schema, spelling)
  const inBody = members.map((member) => ({ place: 'query', member }) as const)
  const headers = parameters.filter(({ place }) => place === 'header')
  const others = parameters.filter(({ place }) => place !== 'header')
  // Of a callback the headers are what is checked first; of a call they are what few send.
  const isCallback = others.length === 0 && headers.length > 0
  const ordered = isCallback ? [...headers, ...inBody] : [...others, ...inBody, ...headers]
  const rows = ordered.map(({ place, member }) => memberRow(member, PLACES[place]))
  if (rows.length === 0) return undefined
  return html`<table>
    <caption>
      ${isCallback ? 'Headers and body' : 'Parameters'}
    </caption>
    <thead>
      <tr>
        <th scope="col">Name</th>
        <th scope="col">Meaning</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`
}

function memberRow({ name, isRequired, schema }: Member, place: string | undefined): Html {
  const limits = limitsOf(schema)
  return html`<tr>
    <th scope="row">
      <code class="name">${nameWithBreaks(name)}</code
      ><small>${typeOf(schema)}${place === undefined ? '' : `, ${place}`}</small
      >${isRequired ? html`<small class="required">required</small>` : undefined}
    </th>
    <td>
      ${prose(schema.description ?? '')}${limits === undefined ? undefined : html` <span class="limits">${limits}</span>`}
    </td>
  </tr>`
}

interface Failure {
  readonly status: string
  readonly code: string
  readonly when: string
  readonly message: string
}

function failureTable(responses: Operation['responses']): Html | undefined {
  const failures = failuresOf(responses)
  if (failures.length === 0) return undefined
  return html`<table class="failures">
    <caption>
      Failures
    </caption>
    <thead>
      <tr>
        <th scope="col">Status, code</th>
        <th scope="col">When</th>
      </tr>
    </thead>
    <tbody>
      ${failures.map(
        ({ status, code, when, message }) =>
          html`<tr>
            <th scope="row">${status} <code class="error">${code}</code></th>
            <td>${prose(when)} <q>${message}</q></td>
          </tr>`,
      )}
    </tbody>
  </table>`
}

function failuresOf(responses: Operation['responses']): readonly Failure[] {
  return Object.entries(responses)
    .filter(([status]) => Number(status) >= 400)
    .flatMap(([status, { content = {} }]) =>
      Object.values(content).flatMap(({ examples = {} }) =>
        Object.values(examples).map(({ summary = '', value }) => ({
          status,
          when: summary,
          ...codeOf(value),
        })),
      ),
    )
}

/** The number of the one dialect, the word of the other; the text of what has neither. */
function codeOf(body: unknown): { readonly code: string; readonly message: string } {
  // Bodies of the document's own examples.
  const {
    error_code: number,
    error,
    message,
  } = (typeof body === 'object' ? body : {}) as {
    readonly error_code?: string
    readonly message?: string
    readonly error?: { readonly code: string; readonly message: string }
  }
  return error ?? { code: number ?? '', message: message ?? String(body).trim() }
}

function codeSamples(operation: Operation): Html {
  const samples = operation['x-codeSamples'] ?? []
  const body = Object.values(operation.requestBody?.content ?? {})[0]?.example
  if (samples.length > 0) return html`${samples.map(({ source }) => codeBlock('Call', source))}`
  return body === undefined ? html`` : codeBlock('Body', jsonCode(body))
}

function answers(document: OpenApiDocument, responses: Operation['responses']): Html {
  return html`${Object.entries(responses)
    .filter(([status]) => Number(status) < 400)
    .map(([status, response]) => answer(document, status, response))}`
}

function answer(document: OpenApiDocument, status: string, { content = {} }: Response): Html {
  return html`${Object.entries(content).map(([type, media]) => {
    const examples = Object.entries(media.examples ?? {})
    const [first, ...others] = examples
    return html`${first === undefined ? undefined : codeBlock(`Answer, ${status}`, shown(first[1].value))}${others.map(
      ([name, { value }]) =>
        html`<details>
          <summary>Or: ${wordsOf(name)}</summary>
          ${codeBlock(`Answer, ${status}`, shown(value))}
        </details>`,
    )}${type === 'application/json' ? memberList(document, media) : undefined}`
  })}`
}

function shown(value: unknown): Html {
  return typeof value === 'string' ? html`${value}` : jsonCode(value)
}

/** `notChecked` as a person reads it. */
function wordsOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (capital) => ` ${capital.toLowerCase()}`)
}

/** Only the members that need a word. */
function memberList(document: OpenApiDocument, { schema }: MediaType): Html | undefined {
  const members = membersOf(document, schema, 'dots').filter(
    ({ schema: { description } }) => description !== undefined,
  )
  if (members.length === 0) return undefined
  return html`<details>
    <summary>What the members mean</summary>
    <dl>
      ${members.map(
        ({ name, schema: member }) =>
          html`<div>
            <dt><code>${name}</code></dt>
            <dd>${prose(member.description ?? '')}</dd>
          </div>`,
      )}
    </dl>
  </details>`
}
