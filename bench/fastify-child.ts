import fastify from 'fastify'
import { BODY, CONTENT_TYPE } from './ceiling-answer.ts'

/** The bare answer again, with the router and the life cycle of Fastify around it: what is left of the ceiling before we do anything. */
const server = fastify()
server.get('/', async (_request, reply) => reply.header('content-type', CONTENT_TYPE).send(BODY))
const url = await server.listen({ host: '127.0.0.1', port: 0 })
process.send?.({ port: Number(new URL(url).port) })
process.on('disconnect', () => process.exit(0))
