// The time that a request may take which moves no blob.
import { second } from '../clock.ts'
import { Failure } from '../errors.ts'

/** All requests in progress that have a limit: one timer, for the oldest, as one for each would cost more than many a request. */
export class RequestTimers {
  /** In the order of their deadlines, as all have the same limit. */
  private readonly waiting = new Set<RequestTimer>()
  private timer: Timer | undefined

  /** @param limit milliseconds */
  constructor(private readonly limit: number) {}

  enter(request: RequestTimer): void {
    request.deadline = performance.now() + this.limit
    this.waiting.add(request)
    this.timer ??= this.wake(this.limit)
  }

  leave(request: RequestTimer): void {
    this.waiting.delete(request)
  }

  private wake(inMs: number): Timer {
    return setTimeout(() => this.endLate(), inMs).unref()
  }

  private endLate(): void {
    this.timer = undefined
    const now = performance.now()
    for (const request of this.waiting) {
      const left = request.deadline - now
      if (left > 0) {
        this.timer = this.wake(Math.ceil(left))
        return
      }
      this.waiting.delete(request)
      request.end(this.limit)
    }
  }
}

export class RequestTimer {
  deadline = 0
  private lifted = false
  end: (limit: number) => void = () => {}

  constructor(private readonly timers: RequestTimers) {}

  /** The request moves a blob: it may take as long as bytes move. */
  lift(): void {
    this.lifted = true
    this.timers.leave(this)
  }

  /**
   * The answer, if it comes in time. What runs on after its time cannot be stopped, and nobody waits for it.
   * @param giveUp ends a wait for the client itself, where it is what takes so long: then the answer comes at once
   */
  inTime(answer: Promise<Response>, giveUp: (reason: Failure) => boolean): Promise<Response> {
    if (this.lifted) return answer
    return new Promise((resolve, reject) => {
      this.end = (limit) => {
        if (!giveUp(bodyTooSlow(limit))) reject(tooSlow(limit))
      }
      this.timers.enter(this)
      answer.finally(() => this.timers.leave(this)).then(resolve, reject)
    })
  }
}

function tooSlow(limit: number): Failure {
  return new Failure('UNAVAILABLE', {
    message: `the request was not done after ${limit / second} seconds; try again in a moment`,
  })
}

/** The rest of the body is not waited for: the connection ends with the answer. */
function bodyTooSlow(limit: number): Failure {
  return new Failure('REQUEST_TIMEOUT', {
    message: `the body did not arrive within ${limit / second} seconds`,
    headers: { connection: 'close' },
  })
}
