import { createServer } from 'node:http'
import { BODY, CONTENT_TYPE } from './ceiling-answer.ts'

/** The ceiling: what `node:http` does when it decides nothing. */
const server = createServer((_request, response) => {
  response.writeHead(200, { 'Content-Type': CONTENT_TYPE, 'Content-Length': BODY.length })
  response.end(BODY)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address !== null ? address.port : 0 })
})
process.on('disconnect', () => process.exit(0))
