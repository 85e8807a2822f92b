#!/usr/bin/env node
// Runs the command on the Node that the repository carries, whichever Node started this file.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath } from 'node:url'

const require = createRequire(import.meta.url)
const carriedNode = require.resolve("node/bin/node")
const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const child = spawn(
  carriedNode,
  ['--conditions=source', 'main, ...process.argv.slice(2)],
  { stdio: 'inherit' },
)
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => child.kill(signal))
child.on('exit', (code, signal) => {
  process.exitCode = code ?? (signal === 'SIGINT' ? 130 : 143)
})
