import { expect, test } from 'vitest'
import { findUntrue } from './find-untrue.ts'
import { lookAround } from './known.ts'
import { parsePage } from './page.ts'
import { readPages } from './repository.ts'

test('the pages speak of nothing that is not there', async () => {
  const pages = readPages()
  const known = await lookAround(pages)
  expect(known.routes.length).toBeGreaterThan(50)
  expect(pages.flatMap((page) => findUntrue(page, known))).toEqual([])
})

/** One of each kind that is so, and one that is not. */
const HALF_TRUE = `# A page

See [the rest](#a-page), [the command](docs/cli.md#serve), [nothing](#nothing) and [no page](docs/no-such-page.md).
\`GET /protected/json/verify/{token}/{authy_id}\`, below \`/onetouch/xml/…\`, and \`users/{id}/status\` are there;
\`GET /protected/json/users/new\`, \`/device/v1/telephones\` and \`users/{id}/horoscope\` are not. 60020 is an error, 60099 too,
and 60077 is none. \`npm run types\` checks, \`npm run horoscope\` does not. Set \`DATA_DIR\`, never \`DATA_DRAWER\`.
The settings \`numberMatching\` and \`letterMatching\` differ; so do \`scripts/test.mjs\` and \`scripts/guess.mjs\`,
\`parseConfig\` and \`guessConfig()\`, \`authy_id\` and \`authy_horoscope\`. \`countersign doctor\` is one, \`countersign nurse\` is not.

\`\`\`sh
npx countersign device register --phone +15551234567 \\
  --via call
npx countersign outbox --colour
npx countersign app set "My app" letterMatching true
DATA_DIR=here DATA_SHELF=there npx horoscope
npm pack -w @countersign/horoscope
npm install ./countersign-client-0.1.0.tgz ./countersign-client-99.0.0.tgz
curl http://127.0.0.1:8080/protected/json/horoscope/$ID
\`\`\`

\`\`\`json
{ "sign": Leo }
\`\`\`

\`\`\`
scripts/        there
scripts/stars/  not there
\`\`\`
`

test('and each thing that is not there is named, with its line', async () => {
  const pages = readPages()
  const known = await lookAround(pages)
  const page = parsePage('PAGE.md', HALF_TRUE)
  const withPage = {
    ...known,
    pages: new Map([...known.pages, [page.path, page]]),
    files: new Set([...known.files, page.path]),
  }
  expect(findUntrue(page, withPage)).toEqual([
    'PAGE.md:3: a link that leads nowhere: #nothing',
    'PAGE.md:3: a link that leads nowhere: docs/no-such-page.md',
    'PAGE.md:18: a path that the router does not have: /protected/json/horoscope/$ID',
    'PAGE.md:5: a path that the router does not have: GET /protected/json/users/new',
    'PAGE.md:5: a path that the router does not have: /device/v1/telephones',
    'PAGE.md:5: a path that the router does not have: users/{id}/horoscope',
    'PAGE.md:6: an error that there is not: 60077',
    'PAGE.md:13: a command line that `countersign` does not take: countersign outbox --colour',
    'PAGE.md:8: a command line that `countersign` does not take: countersign nurse',
    'PAGE.md:15: a script or tool that there is not: npx horoscope',
    'PAGE.md:16: a script or tool that there is not: npm pack -w @countersign/horoscope',
    'PAGE.md:17: a script or tool that there is not: countersign-client-99.0.0.tgz',
    'PAGE.md:6: a script or tool that there is not: npm run horoscope',
    'PAGE.md:15: a variable that nothing reads: DATA_SHELF',
    'PAGE.md:6: a variable that nothing reads: DATA_DRAWER',
    'PAGE.md:14: a setting that apps do not have: letterMatching',
    'PAGE.md:7: a file that there is not: scripts/guess.mjs',
    'PAGE.md:27: a file that there is not: scripts/stars/',
    'PAGE.md:7: a name that no source has: letterMatching',
    'PAGE.md:8: a name that no source has: guessConfig()',
    'PAGE.md:8: a name that no source has: authy_horoscope',
    'PAGE.md:21: JSON that is none: { "sign": Leo }',
  ])
})
