import { openDevice } from '@countersign/device'
import { fileStore } from '@countersign/device/node'

export const device = await openDevice({
  baseUrl: 'https://2fa.example.com',
  store: fileStore('./keys/device.json'),
})
