import type { Deps } from '../deps.ts'
import { type Job, type JobKind, leaseJobs } from '../store/jobs.ts'

/**
 * Twice the time limit of whatever leaves the process, so that a live attempt is not started twice; and
 * no longer, since a job whose worker died waits that long.
 */
const LEASE_MS = 20_000
const JOBS_A_LOOK = 100

/** What is done with jobs of one kind. */
export interface Work {
  readonly kind: JobKind
  /** Under way at once: whatever hangs fills this and no more. */
  readonly mostUnderWay: number
  /** And of one subject. */
  readonly mostPerSubject?: number
  /** Loads what the jobs are about, and says how each is run and settled. */
  readonly load: (jobs: readonly Job[]) => Promise<(job: Job) => Promise<void>>
}

/** Jobs of one kind, with places of their own: no other kind can take them. */
export interface Lane {
  /** Leases what is due and starts it; says whether there was any. */
  readonly look: () => Promise<boolean>
  readonly underWay: ReadonlySet<Promise<void>>
}

export function createLane(deps: Deps, work: Work): Lane {
  const { kind, mostUnderWay, mostPerSubject } = work
  const underWay = new Set<Promise<void>>()
  const bySubject = new Map<string, number>()

  async function look(): Promise<boolean> {
    const room = mostUnderWay - underWay.size
    if (room <= 0) return false
    const jobs = await leaseJobs(deps.db, deps.dialect, {
      kind,
      now: deps.now(),
      most: Math.min(room, JOBS_A_LOOK),
      leaseMs: LEASE_MS,
      perSubject:
        mostPerSubject === undefined ? undefined : { most: mostPerSubject, underWay: bySubject },
    })
    if (jobs.length === 0) return false
    const run = await work.load(jobs)
    for (const job of jobs) start(job, run)
    return true
  }

  function start(job: Job, run: (job: Job) => Promise<void>): void {
    count(job, 1)
    const attempt = run(job)
      .catch((error: unknown) =>
        deps.log.error({ err: error, jobId: job.id }, 'a job could not be settled'),
      )
      .finally(() => {
        const wasFull = isFull(job)
        underWay.delete(attempt)
        count(job, -1)
        // Others may be due that had no place.
        if (wasFull) deps.wakeWorker()
      })
    underWay.add(attempt)
  }

  function isFull({ subject }: Job): boolean {
    if (underWay.size >= mostUnderWay) return true
    return mostPerSubject !== undefined && (bySubject.get(subject ?? '') ?? 0) >= mostPerSubject
  }

  function count({ subject }: Job, change: number): void {
    if (mostPerSubject === undefined) return
    const now = (bySubject.get(subject ?? '') ?? 0) + change
    if (now === 0) bySubject.delete(subject ?? '')
    else bySubject.set(subject ?? '', now)
  }

  return { look, underWay }
}
