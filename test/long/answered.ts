// Waits for a server that another program has started.

/** Asks until there is an answer: an address is often there before what listens on it. A test's limit ends it. */
export async function answered(ask: () => Promise<Response>): Promise<Response> {
  for (;;) {
    const answer = await ask().catch(() => undefined)
    if (answer) return answer
    await Bun.sleep(50)
  }
}
