// Requests in progress, in all and by address, and their limits.

export interface InFlightLimits {
  readonly connections: number
  readonly connectionsPerAddress: number
}

export class InFlight {
  private total = 0
  private readonly byAddress = new Map<string, number>()

  constructor(private readonly limits: InFlightLimits) {}

  get count(): number {
    return this.total
  }

  /** Counts a request in; returns what counts it out again, or undefined when a limit is reached. */
  enter(address: string): (() => void) | undefined {
    const own = this.byAddress.get(address) ?? 0
    if (this.total >= this.limits.connections || own >= this.limits.connectionsPerAddress) return undefined
    this.total += 1
    this.byAddress.set(address, own + 1)
    return () => this.leave(address)
  }

  private leave(address: string): void {
    this.total -= 1
    const left = (this.byAddress.get(address) ?? 1) - 1
    if (left === 0) this.byAddress.delete(address)
    else this.byAddress.set(address, left)
  }
}
