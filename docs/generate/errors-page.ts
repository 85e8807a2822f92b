import { ERRORS } from '@countersign/wire'
import { ADVICE, type AdviceGroup } from './error-advice.ts'
import { clientOutcome } from './client-outcome.ts'

/** docs/errors.md: each error that the service sends, and what an application does about it. */
export async function errorsPage(): Promise<string> {
  const groups = await Promise.all(ADVICE.map(section))
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

In \`@countersign/client\` most errors are values: \`{ ok: false, reason }\`. What is nobody's answer (a wrong key, a wrong
parameter, an outage) is thrown as \`CountersignError\` with a \`code\`. Three of its codes are no error of the service:
\`unreachable\` and \`timeout\` (no answer came; what you asked for may have been done all the same), and \`aborted\` (your own
signal ended it). \`bad-options\` and \`bad-answer\` are mistakes in how it is set up. The last column says which one you meet.

${groups.join('\n')}`
}

async function section({ title, about, advice }: AdviceGroup): Promise<string> {
  const rows: string[] = []
  for (const { name, when, todo } of advice) {
    const { code, status } = ERRORS[name]
    rows.push(`| ${code} | ${status} | ${when} | ${todo} | ${await clientOutcome(name)} |`)
  }
  return `## ${title}

${about}

| Code | HTTP | What happened | What your application does | In the client |
| --- | --- | --- | --- | --- |
${rows.join('\n')}
`
}
