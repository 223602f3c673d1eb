// Runs of jobs that do not come to their own end: nodes that vanish or stop, and jobs that are cancelled.
import { expect, test } from 'bun:test'
import { minute, second } from '../clock.ts'
import { type Job, JobInterrupted, job } from './job.ts'
import { describeJobs } from './jobs-suite.ts'

const anything = (payload: unknown) => payload

/** A job whose run waits until the test says what becomes of it. */
function heldJob(kind = 'held') {
  const begun = Promise.withResolvers<Job>()
  const end = Promise.withResolvers<void>()
  const definition = job({
    kind,
    parse: anything,
    run: (running) => {
      begun.resolve(running)
      return end.promise
    },
  })
  return { definition, begun: begun.promise, end }
}

describeJobs('runs of jobs', (using) => {
  test(
    'when a node is gone for the length of a lease, another goes on, and the first writes nothing more',
    () =>
      using(async ({ db, enqueue, node, pass }) => {
        const held = heldJob()
        await enqueue({ kind: 'held' })
        const first = node([held.definition])
        const firstRun = first.runner.runDue()
        const stale = await held.begun
        pass(29 * second)
        let taken = 0
        const takes = job({ kind: 'held', parse: anything, run: async () => void taken++ })
        const second_ = node([takes])
        await second_.runner.runDue()
        expect(taken).toBe(0)
        pass(2 * second)
        await second_.runner.runDue()
        expect(taken).toBe(1)
        const write = stale.transaction((tx) => first.jobs.enqueue(tx, { kind: 'written' }))
        await expect(write).rejects.toThrow(JobInterrupted)
        expect(stale.signal.aborted).toBe(true)
        expect(await first.jobs.find(db, 'written')).toBeUndefined()
        held.end.reject(new Error('too late'))
        await firstRun
        expect(await first.jobs.find(db, 'held')).toMatchObject({ state: 'done', attempts: 2 })
      }),
    60_000,
  )

  test(
    'a heartbeat keeps the lease of a long job, and brings its progress',
    () =>
      using(async ({ db, enqueue, node, pass }) => {
        const held = heldJob()
        await enqueue({ kind: 'held' })
        const { runner, jobs } = node([held.definition])
        const run = runner.runDue()
        const running = await held.begun
        await running.progress({ done: 1, total: 3, words: 'first' })
        await running.progress({ done: 2, total: 3, words: 'second' })
        expect(await jobs.find(db, 'held')).toMatchObject({ progress: { done: 1, total: 3, words: 'first' } })
        pass(29 * second)
        await runner.heartbeat()
        expect(await jobs.find(db, 'held')).toMatchObject({
          progress: { done: 2, total: 3, words: 'second' },
        })
        pass(29 * second)
        await node([held.definition]).runner.runDue()
        await running.transaction((tx) => jobs.enqueue(tx, { kind: 'written' }))
        held.end.resolve()
        await run
        expect(await jobs.find(db, 'held')).toMatchObject({ state: 'done', attempts: 1 })
      }),
    60_000,
  )

  test(
    'a job whose nodes all went away is given up after its attempts',
    () =>
      using(async ({ db, enqueue, node, pass }) => {
        await enqueue({ kind: 'held' })
        const runs: { end: PromiseWithResolvers<void>; run: Promise<void> }[] = []
        for (let i = 0; i < 5; i++) {
          const held = heldJob()
          const run = node([held.definition]).runner.runDue()
          await held.begun
          runs.push({ end: held.end, run })
          pass(minute)
        }
        const { runner, jobs } = node([heldJob().definition])
        await runner.runDue()
        expect(await jobs.find(db, 'held')).toMatchObject({ state: 'failed' })
        for (const { end, run } of runs) {
          end.resolve()
          await run
        }
        expect((await jobs.find(db, 'held'))?.error).toContain('given up')
      }),
    60_000,
  )

  test(
    'cancelling stops a running job on this node and on another, and one that waits at once',
    () =>
      using(async ({ db, clock, enqueue, node }) => {
        for (const where of ['here', 'elsewhere'] as const) {
          const held = heldJob()
          await enqueue({ kind: 'held' })
          const here = node([held.definition])
          const run = here.runner.runDue()
          const running = await held.begun
          const { jobs } = where === 'here' ? here : node([])
          expect(await db.transaction((tx) => jobs.cancel(tx, 'held'))).toBe(true)
          if (where === 'elsewhere') await here.runner.heartbeat()
          expect(running.signal.reason).toMatchObject({ interruption: 'cancelled' })
          await expect(running.transaction(async () => {})).rejects.toThrow('cancelled')
          held.end.reject(running.signal.reason)
          await run
          expect(await jobs.find(db, 'held')).toMatchObject({ state: 'cancelled' })
        }
        const { jobs, runner } = node([heldJob().definition])
        await enqueue({ kind: 'held', dueAt: clock() })
        await db.transaction((tx) => jobs.cancel(tx, 'held'))
        expect(await jobs.find(db, 'held')).toMatchObject({ state: 'cancelled', attempts: 0 })
        await runner.runDue()
        expect(await db.transaction((tx) => jobs.cancel(tx, 'held'))).toBe(false)
      }),
    60_000,
  )

  test(
    'a node that stops lets jobs end, and gives up those that do not, so that another goes on at once',
    () =>
      using(async ({ db, enqueue, node }) => {
        const [obeys, hangs] = [heldJob('obeys'), heldJob('hangs')]
        const { jobs, runner } = node([obeys.definition, hangs.definition])
        for (const kind of ['obeys', 'hangs']) await enqueue({ kind })
        await runner.start()
        const [obeying, hanging] = [await obeys.begun, await hangs.begun]
        obeying.signal.addEventListener('abort', () => obeys.end.resolve())
        await runner.stop(50)
        expect(await jobs.find(db, 'obeys')).toMatchObject({ state: 'done' })
        expect(await jobs.find(db, 'hangs')).toMatchObject({ state: 'waiting', attempts: 0 })
        await expect(hanging.transaction(async () => {})).rejects.toThrow('lost its lease')
        let taken = 0
        await node([job({ kind: 'hangs', parse: anything, run: async () => void taken++ })]).runner.runDue()
        expect(taken).toBe(1)
        hangs.end.resolve()
      }),
    60_000,
  )
})
