import { type ChildProcess, fork } from 'node:child_process'
import { changeApp } from '@countersign/server'
import { end, forkServer, memoryOf, nextMessage } from './children.ts'
import { prepareDatabase } from './databases.ts'
import type { DevicesOrder, DevicesReport } from './devices-load.ts'
import { seedDevices } from './seed-devices.ts'
import type { BenchOptions } from './contenders.ts'

const DEVICES = 5_000
const WARM_UP = 2_500
const PUSHES = 3_000
const PUSHES_PER_SECOND = 100

/** Devices connected at once to one process: how soon a push reaches the right one, and what an idle one costs. */
export async function measureDevices(options: BenchOptions): Promise<string> {
  const rows: string[] = []
  for (const database of options.databases) {
    const prepared = await prepareDatabase({
      name: database,
      slug: `${database}-devices`,
      folder: options.folder,
      url: database === 'postgres' ? options.postgresUrl : undefined,
      async seed(opened, appId) {
        await seedDevices(opened, appId, DEVICES)
        await changeApp(opened.deps, appId, 'pushesWithoutSuccess', '1000')
      },
    })
    const { child, port } = await forkServer(prepared.env)
    const { report, perDevice } = await connectDevices(child, port, prepared.apiKey, PUSHES)
    await end(child)
    const { latenciesMs, astray, lost } = report
    const at = (part: number) =>
      (
        latenciesMs[Math.min(latenciesMs.length - 1, Math.floor(latenciesMs.length * part))] ?? 0
      ).toFixed(1)
    options.figures.set(`${prepared.database} kB per device`, Number(perDevice.rss))
    const row = `| ${database} | ${DEVICES} | ${at(0.5)} | ${at(0.99)} | ${at(1)} | ${astray} | ${lost} | ${perDevice.rss} | ${perDevice.heapUsed} |`
    console.error(row)
    rows.push(row)
  }
  const bare = await measureBareStreams()
  rows.push(`| bare \`node:http\` | ${DEVICES} | | | | | | ${bare.rss} | ${bare.heapUsed} |`)
  return [
    `| devices connected to one process, ${PUSHES_PER_SECOND} pushes/s | devices | p50 ms | p99 ms | max ms | to a wrong device | lost | kB of process memory for an idle device | of it JavaScript heap |`,
    '| --- | --- | --- | --- | --- | --- | --- | --- | --- |',
    ...rows,
  ].join('\n')
}

interface Connected {
  readonly report: DevicesReport
  /** In kilobytes. */
  readonly perDevice: { readonly rss: string; readonly heapUsed: string }
}

/** Connects them all, weighs the process before the second half of them and after, and pushes to them. */
async function connectDevices(
  child: ChildProcess,
  port: number,
  apiKey: string,
  pushes: number,
): Promise<Connected> {
  const load = fork(new URL('./devices-load.ts', import.meta.url))
  load.send({
    port,
    devices: DEVICES,
    warmUp: WARM_UP,
    pushes,
    pushesPerSecond: PUSHES_PER_SECOND,
    apiKey,
  } satisfies DevicesOrder)
  await nextMessage(load)
  const before = await memoryOf(child, 'collected')
  load.send('go on')
  await nextMessage(load)
  const connected = await memoryOf(child, 'collected')
  load.send('go on')
  const report = await nextMessage<DevicesReport>(load)
  const perDevice = (kind: 'rss' | 'heapUsed') =>
    ((connected[kind] - before[kind]) / (DEVICES - WARM_UP) / 1_000).toFixed(1)
  return { report, perDevice: { rss: perDevice('rss'), heapUsed: perDevice('heapUsed') } }
}

/** What the aim for an idle device cannot go below: the streams of the same requests, of Node alone. */
async function measureBareStreams(): Promise<Connected['perDevice']> {
  const child = fork(new URL('./bare-stream-child.ts', import.meta.url), {
    execArgv: ['--expose-gc'],
  })
  const { port } = await nextMessage<{ port: number }>(child)
  const { perDevice } = await connectDevices(child, port, '', 0)
  await end(child)
  return perDevice
}
