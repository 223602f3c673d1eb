// A crowd in one lane waits behind itself.
import { expect, test } from 'bun:test'
import { FairQueue, QueueFull } from './fair-queue.ts'

/** Work that ends when the test says so. */
function work() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { run: () => promise, end: resolve }
}

test('lanes take turns', async () => {
  const queue = new FairQueue({ atOnce: 1, perLane: 10, inAll: 20 })
  const order: string[] = []
  const first = work()
  const running = [queue.run('crowd', first.run)]
  for (const lane of ['crowd', 'crowd', 'crowd', 'single']) {
    running.push(queue.run(lane, async () => void order.push(lane)))
  }
  first.end()
  await Promise.all(running)
  expect(order).toEqual(['crowd', 'single', 'crowd', 'crowd'])
})

test('a full lane refuses its own only', async () => {
  const queue = new FairQueue({ atOnce: 1, perLane: 1, inAll: 20 })
  const first = work()
  const running = [queue.run('crowd', first.run), queue.run('crowd', async () => {})]
  expect(queue.run('crowd', async () => {})).rejects.toBeInstanceOf(QueueFull)
  running.push(queue.run('single', async () => {}))
  first.end()
  await Promise.all(running)
})

test('no more at once than allowed, also after work that failed', async () => {
  const queue = new FairQueue({ atOnce: 2, perLane: 100, inAll: 100 })
  let [running, most] = [0, 0]
  const step = async (index: number) => {
    most = Math.max(most, ++running)
    await Bun.sleep(0)
    running--
    if (index % 3 === 0) throw new Error('failed')
  }
  await Promise.allSettled(
    Array.from({ length: 30 }, (_, index) => queue.run(`lane ${index % 4}`, () => step(index))),
  )
  expect([running, most]).toEqual([0, 2])
})
