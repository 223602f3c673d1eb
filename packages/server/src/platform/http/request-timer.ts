// The time that a request may take which moves no blob.
import { second } from '../clock.ts'
import { Failure } from '../errors.ts'

export class RequestTimer {
  private timer: Timer | undefined
  private lifted = false

  /** @param limit milliseconds */
  constructor(private readonly limit: number) {}

  /** The request moves a blob: it may take as long as bytes move. */
  lift(): void {
    this.lifted = true
    clearTimeout(this.timer)
  }

  /** The answer, if it comes in time. What runs on after its time cannot be stopped, and nobody waits for it. */
  async inTime(answer: Promise<Response>): Promise<Response> {
    if (this.lifted) return answer
    const { promise: late, reject } = Promise.withResolvers<never>()
    this.timer = setTimeout(() => reject(tooSlow(this.limit)), this.limit)
    try {
      return await Promise.race([answer, late])
    } finally {
      clearTimeout(this.timer)
    }
  }
}

function tooSlow(limit: number): Failure {
  return new Failure('UNAVAILABLE', {
    message: `the request was not done after ${limit / second} seconds; try again in a moment`,
  })
}
