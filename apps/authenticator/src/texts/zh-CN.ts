import type { Texts } from './en.ts'
import { zh } from './zh.ts'

/** `zh` is already the simplified characters. */
export const zhCN: Texts = zh
