#!/usr/bin/env node
// Runs the command on the Node that the repository carries, whichever Node started this file.
// Plain JavaScript, since that Node may be too old to run TypeScript.
import { spawn } from 'node:child_process'
import { createRequire } from 'node:module'
import { constants } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))
const compileCache = fileURLToPath(
  new URL('../../../node_modules/.cache/countersign', import.meta.url),
)
const carriedNode = findCarriedNode()
if (carriedNode === undefined) giveUp('it is not installed')
else run(carriedNode)

function findCarriedNode() {
  try {
    const folder = dirname(createRequire(import.meta.url).resolve('node/package.json'))
    return join(folder, 'bin', process.platform === 'win32' ? 'node.exe' : 'node')
  } catch {
    return undefined
  }
}

function run(node) {
  const child = spawn(node, ['--conditions=source', main, ...process.argv.slice(2)], {
    stdio: 'inherit',
    // A third off every start, also of threads. Never in the shared temporary folder, where another user could
    // have put code for this process to run.
    env: { NODE_COMPILE_CACHE: compileCache, ...process.env },
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  // npx runs this in a shell, and a SIGTERM to npx ends that shell, which passes nothing on.
  if (process.env.npm_lifecycle_event !== undefined) {
    const parent = process.ppid
    setInterval(() => {
      if (process.ppid !== parent) child.kill('SIGTERM')
    }, 500).unref()
  }
  child.on('error', (error) => giveUp(error.code))
  child.on('exit', (code, signal) => {
    // What a shell says of a command that a signal ended.
    process.exitCode = code ?? 128 + constants.signals[signal]
  })
}

function giveUp(reason) {
  console.error(`The Node that the repository carries did not start: ${reason}.`)
  console.error('Run `npm ci` in the repository, then try again.')
  process.exitCode = 1
}
