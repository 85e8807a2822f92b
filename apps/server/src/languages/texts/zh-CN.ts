import type { Texts } from '../texts.ts'
import { zh } from './zh.ts'

/** `zh` is already the simplified characters and the standard spoken language of the mainland. */
export const zhCN: Texts = zh
