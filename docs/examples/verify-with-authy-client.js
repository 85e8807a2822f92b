import { Client } from 'authy-client'

const client = new Client(
  { key: process.env['COUNTERSIGN_API_KEY'] },
  { host: 'https://2fa.example.com' },
)

/** With `express.json()` before it. */
export async function receive(request, response) {
  try {
    await client.verifyCallback(request)
  } catch {
    return response.sendStatus(403)
  }
  const { uuid, status } = request.body
  console.log(`${uuid} was ${status}.`)
  return response.sendStatus(200)
}
