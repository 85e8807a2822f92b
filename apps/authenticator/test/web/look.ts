import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { overflowAt320, photograph, seriousProblems } from './browser.ts'

/** Holds a page to what every page must be, and photographs it where pictures are wanted. */
export async function look(page: Page, name: string): Promise<void> {
  await photograph(page, name)
  expect(await seriousProblems(page), `${name}: axe`).toEqual([])
  expect(await overflowAt320(page), `${name}: wider than 320 px`).toBe(0)
}
