import { Client } from 'authy-client'
import type { Request, Response } from 'express'

const client = new Client(
  { key: process.env['COUNTERSIGN_API_KEY'] ?? '' },
  { host: 'https://2fa.example.com' },
)

/** With `express.json()` before it. */
export async function receive(request: Request, response: Response) {
  try {
    await client.verifyCallback(request)
  } catch {
    return response.sendStatus(403)
  }
  const { uuid, status } = request.body
  console.log(`${uuid} was ${status}.`)
  return response.sendStatus(200)
}
