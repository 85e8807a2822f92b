export { browserStore } from './browser-store.ts'
export type { BrowserStoreOptions } from './browser-store.ts'
export { describeBrowser } from './describe-browser.ts'
export type { BrowserFacts } from './describe-browser.ts'
