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

  /**
   * The answer, if it comes in time. What runs on after its time cannot be stopped, and nobody waits for it.
   * @param giveUp ends a wait for the client itself, where it is what takes so long: then the answer comes at once
   */
  async inTime(answer: Promise<Response>, giveUp: (reason: Failure) => boolean): Promise<Response> {
    if (this.lifted) return answer
    const { promise: late, reject } = Promise.withResolvers<never>()
    this.timer = setTimeout(() => {
      if (!giveUp(bodyTooSlow(this.limit))) reject(tooSlow(this.limit))
    }, this.limit)
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

/** The rest of the body is not waited for: the connection ends with the answer. */
function bodyTooSlow(limit: number): Failure {
  return new Failure('REQUEST_TIMEOUT', {
    message: `the body did not arrive within ${limit / second} seconds`,
    headers: { connection: 'close' },
  })
}
