import { createServer } from 'node:http'

/** The ceiling: what `node:http` does when it decides nothing. Its body is as long as that of a verify. */
const BODY = JSON.stringify({ message: 'x'.repeat(330) })

const server = createServer((_request, response) => {
  response.writeHead(200, {
    'Content-Type': 'application/json; charset=utf-8',
    'Content-Length': BODY.length,
  })
  response.end(BODY)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 })
})
process.on('disconnect', () => process.exit(0))
