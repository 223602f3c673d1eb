// A few pieces of work at once, the rest in a lane for each who asks: a crowd in one lane holds up no other lane.

export interface FairQueueLimits {
  readonly atOnce: number
  readonly perLane: number
  readonly inAll: number
}

export class QueueFull extends Error {
  override readonly name = 'QueueFull'
}

export class FairQueue {
  private running = 0
  private waiting = 0
  /** In the order of their turns: the lane that was served last goes to the end. */
  private readonly lanes = new Map<string, (() => void)[]>()

  constructor(private readonly limits: FairQueueLimits) {}

  /** @throws QueueFull when too much waits already, in this lane or in all */
  async run<T>(lane: string, work: () => Promise<T>): Promise<T> {
    if (this.running < this.limits.atOnce) this.running += 1
    else await this.turn(lane)
    try {
      return await work()
    } finally {
      this.handOver()
    }
  }

  private turn(lane: string): Promise<void> {
    const queue = this.lanes.get(lane) ?? []
    if (queue.length >= this.limits.perLane || this.waiting >= this.limits.inAll) {
      throw new QueueFull('too much is waiting')
    }
    this.lanes.set(lane, queue)
    this.waiting += 1
    return new Promise((resolve) => queue.push(resolve))
  }

  /** The next one takes the place of the one that ended, so that nobody slips in between. */
  private handOver(): void {
    const [entry] = this.lanes
    if (!entry) {
      this.running -= 1
      return
    }
    const [lane, queue] = entry
    const next = queue.shift() as () => void
    this.lanes.delete(lane)
    if (queue.length > 0) this.lanes.set(lane, queue)
    this.waiting -= 1
    next()
  }
}
