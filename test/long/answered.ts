// Waits for a server that another program has started.

/**
 * Asks until there is an answer other than 503: an address is often there before what listens on it, and that before it
 * is ready. A test's limit ends it.
 */
export async function answered(ask: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const answer = await ask().catch(() => undefined)
    if (answer && answer.status !== 503) return answer
    await Bun.sleep(50)
  }
}
