// Work that people start by hand or plan by cron lines: each run is an execution, done by a job of the same kind.
import { type Clock, day, minute } from '../clock.ts'
import type { Database, Transaction } from '../database/database.ts'
import { Failure } from '../errors.ts'
import type { ListPage, ListQuestion } from '../listing.ts'
import { nextTime, parseCron } from './cron-rules.ts'
import {
  deleteOldExecutions,
  deleteSchedule,
  type ExecutionRow,
  findExecution,
  findSchedule,
  insertExecution,
  listExecutions,
  lockDueSchedules,
  nextScheduleAt,
  type ScheduleRow,
  type ScheduleToSet,
  writeSchedule,
} from './executions-store.ts'
import { type JobDefinition, recurring } from './job.ts'
import type { Jobs } from './jobs.ts'
import { removeInBatches } from './prune.ts'

/** Harbor's words. */
export type ExecutionStatus = 'Pending' | 'Running' | 'Success' | 'Error' | 'Stopped'

export interface Execution
  extends Pick<ExecutionRow, 'id' | 'trigger' | 'parameters' | 'log' | 'createdAt' | 'updatedAt'> {
  readonly status: ExecutionStatus
}

/** Long enough to ask what was done last quarter. */
const executionsKept = 90 * day
/** The look at schedules that no change of one asked for. */
const lookEvery = 15 * minute
const runSchedules = 'schedules.run'

export class Executions {
  constructor(
    private readonly db: Database,
    private readonly jobs: Jobs,
    private readonly clock: Clock,
  ) {}

  /** @param parameters JSON for the job, which gets the execution's id as its payload @returns the id */
  async start(
    tx: Transaction,
    kind: string,
    parameters: string,
    trigger: ExecutionRow['trigger'],
  ): Promise<number> {
    const id = await insertExecution(tx, { kind, trigger, parameters }, this.clock())
    await this.jobs.enqueue(tx, { kind, key: String(id), payload: id })
    return id
  }

  /** @throws Failure NOT_FOUND */
  async get(kind: string, id: number): Promise<Execution> {
    const row = await findExecution(this.db, kind, id)
    if (!row) throw new Failure('NOT_FOUND', { message: `execution ${id} of ${kind} not found` })
    return viewOf(row)
  }

  async list(kind: string, question: ListQuestion): Promise<ListPage<Execution>> {
    const { items, total } = await listExecutions(this.db, kind, question)
    return { items: items.map(viewOf), total }
  }

  /** One that has ended stays as it is. @throws Failure NOT_FOUND */
  async stop(kind: string, id: number): Promise<void> {
    await this.get(kind, id)
    await this.db.transaction((tx) => this.jobs.cancel(tx, kind, String(id)))
  }

  schedule(kind: string): Promise<ScheduleRow | undefined> {
    return findSchedule(this.db, kind)
  }

  /** @throws Failure BAD_REQUEST for a cron line that is none, or whose time never comes */
  async setSchedule(tx: Transaction, schedule: Omit<ScheduleToSet, 'nextAt'>): Promise<void> {
    const nextAt = this.nextOf(schedule)
    if (nextAt === undefined) {
      throw new Failure('BAD_REQUEST', {
        message: `invalid cron string ${schedule.cron}: its time never comes`,
      })
    }
    await writeSchedule(tx, { ...schedule, nextAt }, this.clock())
    await this.jobs.enqueue(tx, { kind: runSchedules, dueAt: nextAt })
  }

  async endSchedule(tx: Transaction, kind: string): Promise<void> {
    await deleteSchedule(tx, kind)
  }

  /** Starts what is planned when its time has come: once, however many times were missed. */
  jobDefinitions(): JobDefinition[] {
    return [
      recurring({
        kind: runSchedules,
        every: lookEvery,
        jitter: 0,
        run: (job) => job.transaction((tx) => this.startDue(tx)),
      }),
      recurring({
        kind: 'executions.prune',
        every: 1 * day,
        jitter: 10 * minute,
        run: async (job) => {
          const before = this.clock() - executionsKept
          await removeInBatches(job, (tx, limit) => deleteOldExecutions(tx, before, limit))
        },
      }),
    ]
  }

  private async startDue(tx: Transaction): Promise<void> {
    for (const schedule of await lockDueSchedules(tx, this.clock())) {
      await this.start(tx, schedule.kind, schedule.parameters, 'Schedule')
      const nextAt = this.nextOf(schedule)
      if (nextAt !== undefined) await writeSchedule(tx, { ...bare(schedule), nextAt }, this.clock())
    }
    const next = await nextScheduleAt(tx)
    if (next !== undefined) await this.jobs.enqueue(tx, { kind: runSchedules, dueAt: next })
  }

  private nextOf({ cron }: Pick<ScheduleRow, 'cron'>): number | undefined {
    return nextTime(parseCron(cron), this.clock())
  }
}

function bare({ kind, type, cron, parameters }: ScheduleRow): Omit<ScheduleToSet, 'nextAt'> {
  return { kind, type, cron, parameters }
}

function viewOf({ status, jobState, jobError, ...row }: ExecutionRow): Execution {
  const log = status !== 'Success' && jobError ? `${row.log}${jobError}\n` : row.log
  return { ...row, log, status: status === 'Success' ? status : statusOf(jobState) }
}

function statusOf(state: ExecutionRow['jobState']): ExecutionStatus {
  switch (state) {
    case 'waiting':
      return 'Pending'
    case 'running':
      return 'Running'
    case 'cancelled':
      return 'Stopped'
    default:
      // One whose job is forgotten cannot have ended well, or it would say so.
      return 'Error'
  }
}
