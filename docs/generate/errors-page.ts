import { ERRORS } from '@countersign/wire'
import { ADVICE } from './error-advice.ts'

/** docs/errors.md: each error that the service sends, and what an application does about it. */
export function errorsPage(): string {
  return `# Errors

<!-- Written by \`npm run docs\` from packages/wire/src/errors.ts and docs/generate/error-advice.ts. -->

What each error means for your application, and what to do about it. A refusal looks like this:

\`\`\`sh
curl -s http://127.0.0.1:8080/protected/json/app/details -H "X-Authy-API-Key: not a key"
\`\`\`

\`\`\`json
{
  "error_code": "60001",
  "message": "Invalid API key",
  "errors": { "message": "Invalid API key" },
  "success": false
}
\`\`\`

- Look at \`error_code\`, never at the message: messages may get better.
- A code that you do not know is a refusal. Nobody gets in by an error.
- Show people your own words, in their language. The messages here are for logs.
- The header \`X-Request-Id\` of an answer finds it in the log of the service.

60000 and 60020 come with more than one status. [wire/errors.md](wire/errors.md) has the shape to the byte, and every number
that Authy ever gave out, also those that this service never sends.

${ADVICE.map(({ title, about, advice }) => {
  const rows = advice.map(({ name, when, todo }) => {
    const { code, status } = ERRORS[name]
    return `| ${code} | ${status} | ${when} | ${todo} |`
  })
  return `## ${title}

${about}

| Code | HTTP | What happened | What your application does |
| --- | --- | --- | --- |
${rows.join('\n')}
`
}).join('\n')}`
}
