import type { ConsoleRoute } from '../route.ts'
import { exportTable } from './export-table.ts'
import { readInsight } from './read-insight.ts'
import { readUnusual } from './read-unusual.ts'

export const INSIGHT_ROUTES: readonly ConsoleRoute[] = [readInsight, readUnusual, exportTable]
