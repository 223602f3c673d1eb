// Keeps reading to so many bytes a second, so that pulls beside it stay quick.
import { setTimeout as sleep } from 'node:timers/promises'

/** Time that was not used is not saved up for longer than this (milliseconds). */
const slack = 250

export class Pace {
  private free = performance.now()

  /** @param bytesPerSecond undefined: as fast as it goes */
  constructor(
    private readonly bytesPerSecond: number | undefined,
    private readonly signal: AbortSignal,
  ) {}

  /** Waits until `bytes` more may be read. @throws the signal's reason */
  async spend(bytes: number): Promise<void> {
    this.signal.throwIfAborted()
    if (this.bytesPerSecond === undefined) return
    const now = performance.now()
    this.free = Math.max(this.free, now - slack) + (bytes / this.bytesPerSecond) * 1000
    if (this.free > now) await sleep(this.free - now, undefined, { signal: this.signal }).catch(() => {})
    this.signal.throwIfAborted()
  }
}
