import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { GUARDS } from '../guards/guards.ts'
import type { GuardReport } from '../guards/simulate-child.ts'

// A checker that has never complained may be one that cannot: each guard is taken away, and it must see it.

const PRELOAD = fileURLToPath(new URL('../guards/break-guards.ts', import.meta.url))

test('whichever guard is taken away, the checker sees it', async () => {
  const reports: GuardReport[] = []
  const child = fork(new URL('../guards/simulate-child.ts', import.meta.url), {
    execArgv: ['--conditions=source', '--import', PRELOAD],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.on('message', (report: GuardReport) => reports.push(report))
  const code = await new Promise((resolve) => child.once('exit', resolve))
  expect(code).toBe(0)
  const unseen = reports.filter(({ runs }) => runs === undefined)
  expect(unseen).toEqual([])
  const names = GUARDS.filter(({ seenBy }) => seenBy === 'simulation').map(({ name }) => name)
  expect(reports.map(({ guard }) => guard)).toEqual(['none', ...names])
}, 120_000)
