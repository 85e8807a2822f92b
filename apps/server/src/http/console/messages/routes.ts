import type { ConsoleRoute } from '../route.ts'
import { listHandsets, readHandset, streamMessages } from './handset.ts'
import { listMessages } from './list-messages.ts'
import { resendMessage } from './resend-message.ts'

export const MESSAGE_ROUTES: readonly ConsoleRoute[] = [
  listMessages,
  streamMessages,
  resendMessage,
  listHandsets,
  readHandset,
]
