import { createClient } from '@countersign/client'

export const countersign = createClient({
  apiKey: process.env['COUNTERSIGN_API_KEY'] ?? '',
  baseUrl: process.env['COUNTERSIGN_URL'] ?? 'http://127.0.0.1:8080',
})
