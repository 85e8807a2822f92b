import { readPages } from './repository.ts'

/** Pages all of whose code is run. The others are references: docs/wire and docs/cli.md have tests of their own. */
const PATHS =
  /^(README|docs\/(README|start|add-a-second-factor|migrate-from-authy|callbacks|errors|limits)|packages\/(client|device)\/README|examples\/login\/README)\.md$/

export const GUIDES = readPages().filter(({ path }) => PATHS.test(path))
