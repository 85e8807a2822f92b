// Asks the service in the same container whether it can serve: the image has no shell and no curl.
// Plain JavaScript, and nothing of the service: it must say so too when that does not load.
import { request as askHttp } from 'node:http'
import { request as askHttps } from 'node:https'

/** Below the time limit of the Dockerfile, so that it is this that speaks. */
const TIMEOUT_MS = 3_000

const { PORT = '8080', TLS_CERT_FILE = '' } = process.env
const ask = TLS_CERT_FILE === '' ? askHttp : askHttps

ask(
  {
    host: '127.0.0.1',
    port: PORT,
    path: '/readyz',
    timeout: TIMEOUT_MS,
    // The certificate is for the outside name; this connection does not leave the container.
    rejectUnauthorized: false,
  },
  (answer) => {
    answer.resume()
    process.exitCode = answer.statusCode === 200 ? 0 : 1
    console.log(`/readyz answers ${answer.statusCode}`)
  },
)
  .on('timeout', function () {
    this.destroy(new Error(`no answer in ${TIMEOUT_MS} ms`))
  })
  .on('error', (error) => {
    process.exitCode = 1
    console.log(`/readyz: ${error.message}`)
  })
  .end()
