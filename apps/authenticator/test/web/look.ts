import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { overflowAt320, photograph, seriousProblems } from './browser.ts'

/** Photographs a page, and holds it to what every page must be. */
export async function look(page: Page, name: string, folder?: string): Promise<void> {
  await photograph(page, name, folder)
  expect(await seriousProblems(page), `${name}: axe`).toEqual([])
  expect(await overflowAt320(page), `${name}: wider than 320 px`).toBe(0)
}
