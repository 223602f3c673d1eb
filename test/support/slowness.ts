// How busy a machine is with something else, for limits in milliseconds.

let fastest = Number.POSITIVE_INFINITY

/** How many times longer than at its best the machine takes just now for the same work: other suites run on it too. */
export function slowness(): number {
  const content = new Uint8Array(8_000_000)
  const took = Array.from({ length: 12 }, () => {
    const start = performance.now()
    Bun.SHA256.hash(content)
    return performance.now() - start
  })
  fastest = Math.min(fastest, ...took)
  return took.reduce((sum, each) => sum + each) / took.length / fastest
}
