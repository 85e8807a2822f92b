import { ERRORS } from '@countersign/wire'
import type { OpenApiDocument } from '../openapi-types.ts'
import { codeBlock, prose } from './code.ts'
import { html, type Html } from './html.ts'
import { methodBadge, operationsOf, type Placed, renderOperation } from './operation.ts'

interface Chapter {
  readonly id: string
  readonly title: string
  readonly description: string
  readonly operations: readonly Placed[]
}

const CALLBACKS = {
  id: 'callbacks',
  title: 'Callbacks',
  description: 'What the service tells your application.',
} as const

/** The reference for people: the whole page, from the document that programs get. */
export function renderReference(document: OpenApiDocument): string {
  const all = operationsOf(document.paths)
  const sameAs = Map.groupBy(all, ({ operation }) => operation['x-same-as'])
  const own = sameAs.get(undefined) ?? []
  const chapters = chaptersOf(document, own)
  const page = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="description" content="The HTTP reference of this Countersign service." />
        <title>Countersign: the HTTP reference</title>
        <link rel="icon" href="/authenticator/icon.svg" />
        <link rel="stylesheet" href="/docs/style.css" />
        <script src="/docs/script.js" defer></script>
      </head>
      <body>
        <a class="skip" href="#content">Skip to the reference</a>
        ${side(document, chapters)}
        <main id="content" tabindex="-1">
          ${introduction(document)}
          ${chapters.map(
            ({ id, title, description, operations }) =>
              html`<section class="chapter" id="${id}" aria-labelledby="${id}-title">
                <h2 id="${id}-title"><a href="#${id}">${title}</a></h2>
                <p>${prose(description)}</p>
                ${operations.map((each) => renderOperation(document, each, sameAs.get(each.operation.operationId) ?? []))}
              </section> `,
          )}
          <p class="none" hidden>Nothing here has that in it.</p>
          ${errorTable()}
        </main>
      </body>
    </html> `
  return page.markup
}

function chaptersOf(document: OpenApiDocument, operations: readonly Placed[]): readonly Chapter[] {
  const webhooks = operationsOf(document.webhooks)
  const chapters = document.tags.map(({ name, description }) => ({
    id: name.toLowerCase().replaceAll(' ', '-'),
    title: name,
    description,
    operations: operations.filter(({ operation }) => operation.tags.includes(name)),
  }))
  const after = chapters.findIndex(({ id }) => id === 'approval-requests') + 1
  return chapters.toSpliced(after, 0, {
    ...CALLBACKS,
    operations: webhooks.map((webhook) => ({ ...webhook, path: '/the-url-that-you-configured' })),
  })
}

function side({ info }: OpenApiDocument, chapters: readonly Chapter[]): Html {
  return html`<header class="side">
    <p class="brand"><a href="#start">Countersign</a> <small>${info.version}</small></p>
    <div class="filter" hidden>
      <label for="filter">Filter</label
      ><input
        id="filter"
        type="search"
        autocomplete="off"
        autocapitalize="off"
        spellcheck="false"
        placeholder="sms, user_ip, 60019"
      />
      <p class="found" role="status"></p>
    </div>
    <details class="contents" open>
      <summary>Contents</summary>
      <nav aria-label="Contents">
        <ul>
          <li><a href="#start">Start here</a></li>
          ${chapters.map(
            ({ id, title, operations }) =>
              html`<li class="group">
                <a href="#${id}">${title}</a>
                <ul>
                  ${operations.map(
                    ({ method, operation }) =>
                      html`<li>
                        <a href="#${operation.operationId}"
                          >${methodBadge(method)}<span>${operation.summary}</span></a
                        >
                      </li>`,
                  )}
                </ul>
              </li> `,
          )}
          <li><a href="#errors">Errors</a></li>
        </ul>
      </nav>
    </details>
  </header>`
}

function introduction({ info, servers }: OpenApiDocument): Html {
  const url = servers[0]?.url ?? ''
  return html`<section class="start" id="start" aria-labelledby="start-title">
    <h1 id="start-title">The HTTP reference</h1>
    <div class="halves">
      <div class="text">
        ${info.description.split('\n\n').map((paragraph) => html`<p>${prose(paragraph)}</p>`)}
        <p>
          This page is made from the routes of the service that you are looking at. For programs it
          is <a href="/openapi.json">/openapi.json</a> (OpenAPI 3.1).
        </p>
      </div>
      <div class="examples">
        ${codeBlock('Base URL', url)}
        ${codeBlock('Before you try the calls', "export KEY='the API key of your application'")}
      </div>
    </div>
  </section>`
}

/** Every public error; which call has which is told at the call. */
function errorTable(): Html {
  return html`<section class="chapter" id="errors" aria-labelledby="errors-title">
    <h2 id="errors-title"><a href="#errors">Errors</a></h2>
    <p>
      Every failure is a body with <code>error_code</code> (always a text), <code>message</code>,
      <code>errors</code> (an object whose values are texts) and <code>success</code>, which is
      false. Numbers that no call here is answered with are listed so that they keep their meaning.
    </p>
    <table class="failures">
      <caption>
        All errors
      </caption>
      <thead>
        <tr>
          <th scope="col">Status, code</th>
          <th scope="col">Text</th>
        </tr>
      </thead>
      <tbody>
        ${Object.values(ERRORS).map(
          ({ code, status, message }) =>
            html`<tr>
              <th scope="row">${status} <code class="error">${code}</code></th>
              <td>${message}</td>
            </tr> `,
        )}
      </tbody>
    </table>
  </section>`
}
