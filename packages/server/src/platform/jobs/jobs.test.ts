// Jobs on both engines: who runs what, once; retries, recurring jobs and pruning.
import { expect, test } from 'bun:test'
import { day, hour, minute, second } from '../clock.ts'
import { Events } from '../events.ts'
import { job, recurring } from './job.ts'
import { describeJobs } from './jobs-suite.ts'
import { pruneJobs } from './prune.ts'

const anything = (payload: unknown) => payload

describeJobs('jobs', (using) => {
  test(
    'eight nodes run each of forty jobs exactly once',
    () =>
      using(async ({ db, enqueue, node }) => {
        const ran: string[] = []
        const count = job({ kind: 'count', parse: String, run: async (_, payload) => void ran.push(payload) })
        for (let i = 0; i < 40; i++) await enqueue({ kind: 'count', key: `k${i}`, payload: `p${i}` })
        const nodes = Array.from({ length: 8 }, () => node([count]))
        await Promise.all(nodes.map(({ runner }) => runner.runDue()))
        expect(ran.sort()).toEqual(Array.from({ length: 40 }, (_, i) => `p${i}`).sort())
        expect(await nodes[0]?.jobs.find(db, 'count', 'k7')).toMatchObject({ state: 'done', attempts: 1 })
      }),
    60_000,
  )

  test(
    'a job is there only if the change that asked for it is',
    () =>
      using(async ({ db, node }) => {
        const { jobs } = node([])
        const change = db.transaction(async (tx) => {
          await jobs.enqueue(tx, { kind: 'mail' })
          throw new Error('no')
        })
        await expect(change).rejects.toThrow('no')
        expect(await jobs.find(db, 'mail')).toBeUndefined()
      }),
    60_000,
  )

  test(
    'a started node runs what is enqueued at once, and stops cleanly',
    () =>
      using(async ({ db, node }) => {
        const ran = Promise.withResolvers<unknown>()
        const definition = job({
          kind: 'now',
          parse: anything,
          run: async (_, payload) => ran.resolve(payload),
        })
        const { jobs, runner } = node([definition])
        await runner.start()
        await db.transaction((tx) => jobs.enqueue(tx, { kind: 'now', payload: { n: 1 } }))
        expect(await ran.promise).toEqual({ n: 1 })
        await runner.stop(10_000)
        expect(await jobs.find(db, 'now')).toMatchObject({ state: 'done' })
      }),
    60_000,
  )

  test(
    'a second enqueue of a job that waits brings it forward and adds none',
    () =>
      using(async ({ db, clock, enqueue, node, pass }) => {
        const ran: unknown[] = []
        const definition = job({ kind: 'once', parse: anything, run: async (_, p) => void ran.push(p) })
        const first = await enqueue({ kind: 'once', key: 'a', payload: 1, dueAt: clock() + 2 * hour })
        expect(await enqueue({ kind: 'once', key: 'a', payload: 2, dueAt: clock() + hour })).toBe(first)
        expect(await enqueue({ kind: 'once', key: 'a', payload: 3, dueAt: clock() + 3 * hour })).toBe(first)
        const { runner } = node([definition])
        await runner.runDue()
        expect(ran).toEqual([])
        pass(hour)
        await runner.runDue()
        pass(3 * hour)
        await runner.runDue()
        expect(ran).toEqual([1])
        expect(await node([]).jobs.find(db, 'once', 'a')).toMatchObject({ id: first, state: 'done' })
      }),
    60_000,
  )

  test(
    'what is enqueued while the same job runs makes it run again afterwards',
    () =>
      using(async ({ enqueue, node }) => {
        let runs = 0
        const again = job({
          kind: 'again',
          parse: anything,
          run: async () => {
            runs += 1
            if (runs === 1) await enqueue({ kind: 'again' })
          },
        })
        await enqueue({ kind: 'again' })
        await node([again]).runner.runDue()
        expect(runs).toBe(2)
      }),
    60_000,
  )

  test(
    'of jobs that are due, the higher priority comes first, then the older',
    () =>
      using(async ({ clock, enqueue, node }) => {
        const ran: string[] = []
        const definition = job({ kind: 'order', parse: String, run: async ({ key }) => void ran.push(key) })
        await enqueue({ kind: 'order', key: 'late', dueAt: clock() - 1 })
        await enqueue({ kind: 'order', key: 'early', dueAt: clock() - 2 })
        await enqueue({ kind: 'order', key: 'urgent', priority: 5 })
        await node([definition], { concurrency: 1 }).runner.runDue()
        expect(ran).toEqual(['urgent', 'early', 'late'])
      }),
    60_000,
  )

  test(
    'a job of a kind that a node does not know waits for one that does',
    () =>
      using(async ({ db, enqueue, node }) => {
        await enqueue({ kind: 'newer' })
        const old = node([job({ kind: 'older', parse: anything, run: async () => {} })])
        await old.runner.runDue()
        expect(await old.jobs.find(db, 'newer')).toMatchObject({ state: 'waiting', attempts: 0 })
      }),
    60_000,
  )

  test(
    'a job that fails is tried again after growing pauses, then it has failed, with the error in words',
    () =>
      using(async ({ clock, db, enqueue, node, pass }) => {
        const fails = job({
          kind: 'fails',
          attempts: 3,
          parse: anything,
          run: async () => {
            throw new Error('the other side is down')
          },
        })
        await enqueue({ kind: 'fails' })
        const ended: string[] = []
        const { runner, jobs } = node([fails], { ended: (_, how) => ended.push(how) })
        for (const pause of [30 * second, minute]) {
          await runner.runDue()
          const status = await jobs.find(db, 'fails')
          expect(status).toMatchObject({ state: 'waiting', dueAt: clock() + pause })
          pass(pause)
        }
        await runner.runDue()
        const error = 'the other side is down'
        expect(await jobs.find(db, 'fails')).toMatchObject({ state: 'failed', attempts: 3, error })
        expect(ended).toEqual(['retried', 'retried', 'failed'])
      }),
    60_000,
  )

  test(
    'two nodes run a recurring job once in each period, also after one of its runs failed',
    () =>
      using(async ({ db, node, pass }) => {
        const runs: number[] = []
        const definition = recurring({
          kind: 'tidy',
          every: hour,
          jitter: 0,
          run: async ({ attempt }) => {
            runs.push(attempt)
            if (runs.length > 2) throw new Error('broken')
          },
        })
        const nodes = [node([definition]), node([definition])]
        const both = () => Promise.all(nodes.map(({ runner }) => runner.runDue()))
        await both()
        await both()
        expect(runs).toEqual([1])
        pass(hour - 1)
        await both()
        expect(runs).toEqual([1])
        pass(1)
        await both()
        expect(runs).toEqual([1, 1])
        for (let i = 0; i < 5; i++) {
          pass(hour)
          await both()
        }
        expect(runs).toEqual([1, 1, 1, 2, 3, 4, 5])
        pass(hour)
        await both()
        expect(runs.at(-1)).toBe(1)
        expect(await nodes[0]?.jobs.find(db, 'tidy')).toMatchObject({ state: 'waiting' })
      }),
    60_000,
  )

  test(
    'a recurring job that is cancelled leaves out one run',
    () =>
      using(async ({ clock, db, node }) => {
        const { jobs, runner } = node([
          recurring({ kind: 'tidy', every: hour, jitter: 0, run: async () => {} }),
        ])
        await runner.runDue()
        await db.transaction((tx) => jobs.cancel(tx, 'tidy'))
        await runner.runDue()
        expect(await jobs.find(db, 'tidy')).toMatchObject({ state: 'waiting', dueAt: clock() + hour })
      }),
    60_000,
  )

  test(
    'finished jobs and old events go in time; failed jobs are kept longer',
    () =>
      using(async ({ clock, db, enqueue, node, pass }) => {
        const events = new Events(['audit'], clock)
        const cause = {
          actor: { type: 'user', id: 1, name: 'a', via: 'password' },
          address: '',
          requestId: '',
          traceparent: undefined,
        }
        const record = () =>
          db.transaction((tx) => events.record(tx, cause, { kind: 'x.y', projectId: null, body: {} }))
        const fails = job({
          kind: 'fails',
          attempts: 1,
          parse: anything,
          run: () => Promise.reject(Error('no')),
        })
        const works = job({ kind: 'works', parse: anything, run: async () => {} })
        const { jobs, runner } = node([...pruneJobs(events, clock), fails, works])
        await record()
        await enqueue({ kind: 'fails' })
        await enqueue({ kind: 'works' })
        await runner.runDue()
        pass(8 * day)
        await runner.runDue()
        expect(await jobs.find(db, 'works')).toBeUndefined()
        expect(await jobs.find(db, 'fails')).toMatchObject({ state: 'failed' })
        pass(23 * day)
        await runner.runDue()
        expect(await jobs.find(db, 'fails')).toBeUndefined()
        await record()
        pass(60 * day)
        await runner.runDue()
        expect(await db.transaction((tx) => events.prune(tx, clock() + 1, 10))).toBe(1)
      }),
    60_000,
  )
})
