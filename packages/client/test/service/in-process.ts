import { runSuite } from './run-suite.ts'

// Node, Bun and Deno: the URLs are arguments.
const [baseUrl = '', controlsUrl = ''] = process.argv.slice(2)
await runSuite(baseUrl, controlsUrl)
