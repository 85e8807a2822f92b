import type { DeviceFacts } from '../../domain/device.ts'
import type { ExceededLimit } from './counting.ts'
import type { TokenMatch } from '../../domain/verify-token.ts'

export interface VerifyTokenInput {
  readonly appId: number
  readonly authyId: number
  readonly token: string
  /** Empty when the request named none. */
  readonly action: string
  /** Address of the person who types, if the app told us. */
  readonly userIp: string | undefined
  /** Answer "not checked" for a user who was never confirmed: the app's legacy switch. */
  readonly skipUnconfirmed: boolean
  readonly wrongTokensPerAddress: number
  readonly wrongTokensPerApp: number
}

export type VerifyTokenResult =
  | {
      readonly result: 'valid'
      readonly match: TokenMatch
      readonly registeredAt: number
      /** That showed the token, where it was a soft one. */
      readonly device: DeviceFacts | undefined
    }
  | { readonly result: 'reused' }
  | { readonly result: 'invalid' }
  | { readonly result: 'unknown-user' }
  | { readonly result: 'suspended' }
  | ({ readonly result: 'throttled' } & ExceededLimit)
  | { readonly result: 'not-checked' }
