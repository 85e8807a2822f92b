import type { Deps } from '../deps.ts'
import { keepParts } from '../store/keep-parts.ts'
import type { Log } from '../store/log-horizon.ts'
import { deleteExpired, type RetentionOptions } from '../store/retention.ts'
import { FOLLOWERS } from './following/followers.ts'

type Retaining = Pick<Deps, 'db' | 'dialect' | 'now'> & {
  readonly settings: Pick<Deps['settings'], 'keep'>
}

/** Deletes what is past its time; yields after each short transaction. */
export function sweepExpired(deps: Retaining): AsyncGenerator<undefined> {
  return deleteExpired(deps.db, optionsOf(deps))
}

/** Makes the parts of what grows ahead, and drops those that are past their time. */
export async function keepPartsOfTables(deps: Retaining & Pick<Deps, 'log'>): Promise<void> {
  const { postponed } = await keepParts(deps.db, optionsOf(deps))
  if (postponed > 0)
    deps.log.info({ postponed }, 'parts of tables in use are changed at the next look')
}

function optionsOf({ dialect, now, settings }: Retaining): RetentionOptions {
  return { dialect, now: now(), keep: settings.keep, followers: FOLLOWERS_OF }
}

const FOLLOWERS_OF: Readonly<Record<Log, readonly string[]>> = {
  events: namesOf('events'),
  messages: namesOf('messages'),
}

function namesOf(log: Log): readonly string[] {
  return FOLLOWERS.filter((each) => each.log === log).map(({ name }) => name)
}
