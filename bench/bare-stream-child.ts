import { createServer, type ServerResponse } from 'node:http'

/** Streams of `node:http` alone, which say hello and then nothing: what a connection costs before anything of ours. */
const open = new Set<ServerResponse>()
const server = createServer((_request, response) => {
  open.add(response)
  response.writeHead(200, { 'Content-Type': 'text/event-stream; charset=utf-8' })
  response.write('id: 1\nevent: hello\ndata: {}\n\n')
})
server.listen(0, '127.0.0.1', () => process.send?.(server.address()))
process.on('message', () => {
  globalThis.gc?.({ type: 'major', execution: 'sync', flavor: 'last-resort' })
  process.send?.({ memory: process.memoryUsage() })
})
process.on('disconnect', () => process.exit())
