// A number of permits, handed out in the order of asking, and a bound on the wait for one.

interface Waiter {
  grant(): void
}

export class Semaphore {
  #free: number
  readonly #waiting = new Set<Waiter>()

  constructor(permits: number) {
    this.#free = permits
  }

  /** How many ask for a permit and have none yet. */
  get waiting(): number {
    return this.#waiting.size
  }

  /** True once the caller holds a permit, which it gives back with `release`; false after `timeoutMs` without one. */
  acquire(timeoutMs: number): Promise<boolean> | true {
    if (this.#free > 0) {
      this.#free--
      return true
    }
    return new Promise((resolve) => {
      const waiter = {
        grant: () => {
          clearTimeout(timer)
          resolve(true)
        },
      }
      const timer = setTimeout(() => {
        this.#waiting.delete(waiter)
        resolve(false)
      }, timeoutMs)
      this.#waiting.add(waiter)
    })
  }

  release(): void {
    const [next] = this.#waiting
    if (!next) {
      this.#free++
      return
    }
    this.#waiting.delete(next)
    next.grant()
  }
}
