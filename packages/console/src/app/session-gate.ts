// Where reads of a page wait once its session has ended: until the same person is signed in again.

class SessionGate {
  /** Somebody is known for whom the page was opened; reads of nobody's page may well be refused. */
  isOwned = false
  private closed: PromiseWithResolvers<void> | undefined

  /** Until it is known whether the session goes on, and as long as it does not. */
  close(): void {
    if (this.isOwned) this.closed ??= Promise.withResolvers()
  }

  open(): void {
    this.closed?.resolve()
    this.closed = undefined
  }

  async passed(): Promise<void> {
    await this.closed?.promise
  }
}

export const sessionGate = new SessionGate()
