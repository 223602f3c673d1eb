// The outbox handed on, on both engines: in order, once, whatever fails, whoever does it.
import { expect, test } from 'bun:test'
import { minute, second } from '../clock.ts'
import { type Database, DatabaseUnavailable } from '../database/database.ts'
import { queries } from '../database/queries.ts'
import { Events } from '../events.ts'
import { describeJobs, type JobsUnderTest } from '../jobs/jobs-suite.ts'
import { createLog } from '../log.ts'
import { type Consumer, ConsumerAway, type RecordedEvent } from './consumer.ts'
import { Deliveries } from './deliveries.ts'
import { queueFor } from './delivery-store.ts'

const cause = {
  actor: { type: 'user', id: 7, name: 'ada', via: 'password' },
  address: '192.0.2.1',
  requestId: 'r1',
  traceparent: undefined,
}

/** A node's deliveries, with what they told of parked events. */
function nodeOn({ db, clock }: JobsUnderTest, consumers: readonly Consumer[], recorders?: readonly string[]) {
  const events = new Events(recorders ?? consumers.map(({ name }) => name), clock)
  const parked: string[] = []
  const forgotten: number[] = []
  const deliveries = new Deliveries({
    ...{ db, events, consumers, clock, log: createLog('silent') },
    parked: (consumer) => parked.push(consumer),
    forgotten: (count) => forgotten.push(count),
  })
  const record = (kind: string, more = {}) =>
    db.transaction((tx) => events.record(tx, cause, { kind, projectId: 1, body: { kind }, ...more }))
  return { events, deliveries, record, parked, forgotten }
}

const seen = (into: string[]) => ({
  name: 'seen',
  apply: async (_: unknown, events: readonly RecordedEvent[]) =>
    void into.push(...events.map(({ kind }) => kind)),
})

const countOf = async (db: Database, table: 'events' | 'deliveries' | 'parked_deliveries') =>
  (await queries(db).selectFrom(table).select('seq').execute()).length

describeJobs('deliveries', (using) => {
  const each = (name: string, work: (on: JobsUnderTest) => Promise<void>) =>
    test(name, () => using(work), 60_000)

  each('every consumer gets every event whole, in order', async (on) => {
    const [one, two]: RecordedEvent[][] = [[], []]
    const { deliveries, record } = nodeOn(on, [
      { name: 'one', apply: async (_, events) => void one?.push(...events) },
      { name: 'two', deliver: async (events) => void two?.push(...events) },
    ])
    for (let i = 0; i < 250; i++) await record(`k${i}`)
    await deliveries.runDue()
    expect(one?.map(({ kind }) => kind)).toEqual(Array.from({ length: 250 }, (_, i) => `k${i}`))
    expect(two).toEqual(one as RecordedEvent[])
    expect(one?.[0]).toMatchObject({ at: on.clock(), projectId: 1, cause, body: { kind: 'k0' } })
    expect(await countOf(on.db, 'deliveries')).toBe(0)
  })

  each('eight nodes hand each event over once', async (on) => {
    const got: number[] = []
    const told: number[] = []
    const consumers: Consumer[] = [
      {
        name: 'one',
        apply: async (tx, events) => tx.afterCommit(() => got.push(...events.map(({ seq }) => seq))),
      },
      { name: 'two', deliver: async (events) => void told.push(...events.map(({ seq }) => seq)) },
    ]
    const nodes = Array.from({ length: 8 }, () => nodeOn(on, consumers))
    for (let i = 0; i < 300; i++) await nodes[0]?.record('k')
    await Promise.all(nodes.map(({ deliveries }) => deliveries.runDue()))
    const all = Array.from({ length: 300 }, (_, i) => i + 1)
    expect(got).toEqual(all)
    expect(told).toEqual(all)
  })

  each('what an event does is undone with its delivery', async (on) => {
    let fails = true
    const { deliveries, record } = nodeOn(on, [
      {
        name: 'writes',
        apply: async (tx, events) => {
          const rows = events.map(({ seq }) => ({ name: `e${seq}`, value: 'x' }))
          await queries(tx).insertInto('installation').values(rows).execute()
          if (fails) throw new DatabaseUnavailable('gone')
        },
      },
    ])
    await record('k')
    await deliveries.runDue()
    const rows = () =>
      queries(on.db).selectFrom('installation').select('name').where('name', '=', 'e1').execute()
    expect(await rows()).toEqual([])
    fails = false
    await deliveries.runDue()
    expect(await rows()).toHaveLength(1)
  })

  each('an event that nobody can take holds others up for a while, and is set aside', async (on) => {
    const got: string[] = []
    const tries: string[] = []
    const consumer: Consumer = {
      name: 'seen',
      apply: async (_, events) => {
        if (events.some(({ kind }) => kind === 'bad')) {
          if (events.length === 1) tries.push('bad')
          throw new Error('cannot read it')
        }
        got.push(...events.map(({ kind }) => kind))
      },
    }
    const { deliveries, record, parked } = nodeOn(on, [consumer])
    for (const kind of ['a', 'bad', 'b', 'c']) await record(kind)
    await deliveries.runDue()
    expect([got, tries, parked]).toEqual([['a'], ['bad'], []])
    for (let attempt = 2; attempt <= 5; attempt++) {
      on.pass(minute)
      await deliveries.runDue()
    }
    expect([got, tries.length, parked]).toEqual([['a', 'b', 'c'], 5, ['seen']])
    expect(await countOf(on.db, 'parked_deliveries')).toBe(1)
    const repaired: string[] = []
    await nodeOn(on, [seen(repaired)]).deliveries.runDue()
    expect(repaired).toEqual(['bad'])
    expect(await countOf(on.db, 'parked_deliveries')).toBe(0)
  })

  each('while nobody is there to be told, events wait and none is blamed', async (on) => {
    let away = true
    const told: string[] = []
    const { deliveries, record, parked } = nodeOn(on, [
      {
        name: 'far',
        deliver: async (events) => {
          if (away) throw new ConsumerAway('no answer')
          told.push(...events.map(({ kind }) => kind))
        },
      },
    ])
    await record('a')
    await record('b')
    for (let i = 0; i < 20; i++) await deliveries.runDue()
    on.pass(3 * second)
    expect(await deliveries.longestWait()).toBe(3 * second)
    away = false
    await deliveries.runDue()
    expect([told, parked]).toEqual([['a', 'b'], []])
    expect(await deliveries.longestWait()).toBe(0)
  })

  each('a node that dies while it tells leaves the events to another, once its lease is over', async (on) => {
    const told: string[] = []
    const deliver = async (events: readonly RecordedEvent[]) =>
      void told.push(...events.map(({ kind }) => kind))
    const alive = nodeOn(on, [{ name: 'far', deliver }])
    const entered = Promise.withResolvers<void>()
    const dying = nodeOn(on, [
      {
        name: 'far',
        deliver: () => {
          entered.resolve()
          return new Promise(() => {})
        },
      },
    ])
    await alive.record('a')
    void dying.deliveries.runDue()
    await entered.promise
    await alive.deliveries.runDue()
    expect(told).toEqual([])
    on.pass(31 * second)
    await alive.deliveries.runDue()
    expect(told).toEqual(['a'])
  })

  each('passing events go once all have had them; others stay', async (on) => {
    const [one, two]: string[][] = [[], []]
    const first = nodeOn(on, [{ ...seen(one as string[]), name: 'one' }], ['one', 'two'])
    const second = nodeOn(on, [{ ...seen(two as string[]), name: 'two' }], ['one', 'two'])
    await first.record('pulled', { passing: true })
    await first.record('pushed')
    await first.deliveries.runDue()
    expect(await countOf(on.db, 'events')).toBe(2)
    await second.deliveries.runDue()
    expect(await countOf(on.db, 'events')).toBe(1)
    expect([one, two]).toEqual([
      ['pulled', 'pushed'],
      ['pulled', 'pushed'],
    ])
  })

  each('a started node hands on at once, also what one consumer queues for the next', async (on) => {
    const told = Promise.withResolvers<string>()
    const consumers: Consumer[] = [
      {
        name: 'one',
        apply: (tx, events) => {
          const seqs = events.map(({ seq }) => seq)
          return queueFor(tx, 'two', seqs, on.clock())
        },
      },
      { name: 'two', deliver: async ([event]) => told.resolve(event?.kind ?? '') },
    ]
    const { deliveries, record } = nodeOn(on, consumers, ['one'])
    await deliveries.start()
    await record('now')
    expect(await told.promise).toBe('now')
    await deliveries.stop(10_000)
  })

  each('events that grow too old unheard are counted as they go', async (on) => {
    const { events, record, forgotten } = nodeOn(on, [seen([])])
    await record('a')
    await record('b')
    expect(await on.db.transaction((tx) => events.prune(tx, on.clock() + 1, 10))).toBe(2)
    expect(forgotten).toEqual([2])
    expect(await countOf(on.db, 'deliveries')).toBe(0)
  })

  each('a node that stops hands on what there is', async (on) => {
    const got: string[] = []
    const { deliveries, record } = nodeOn(on, [seen(got)])
    await deliveries.start()
    await record('last')
    await deliveries.stop(10_000)
    expect(got).toEqual(['last'])
  })
})
