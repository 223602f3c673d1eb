// Calls the callbacks of a committed transaction.

/**
 * Calls each in order. The transaction is durable, so one that throws cannot fail it nor keep the others from their
 * call: its error is thrown on its own, where the process reports uncaught errors.
 */
export function announce(callbacks: readonly (() => void)[]): void {
  for (const callback of callbacks) {
    try {
      callback()
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }
}
