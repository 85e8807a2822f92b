import { APP_CASES } from './cases/app.ts'
import { APPROVAL_CASES } from './cases/approvals.ts'
import { PHONE_CASES } from './cases/phones.ts'
import type { Case } from './cases/scene.ts'
import { TOKEN_CASES } from './cases/tokens.ts'
import { USER_CASES } from './cases/users.ts'

/**
 * What the client does at a real service, for any runtime: `fetch`, `node:assert` and nothing else. The
 * packed package is what is imported.
 */
export const CASES: readonly Case[] = [
  ...USER_CASES,
  ...TOKEN_CASES,
  ...APPROVAL_CASES,
  ...PHONE_CASES,
  ...APP_CASES,
]
