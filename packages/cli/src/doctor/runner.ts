// Runs the checks one after the other, each within its time, and cleans up whatever happens.
import { allChecks } from './all-checks.ts'
import { type Check, type Finding, failed, patience } from './check.ts'
import { cleanUpCheck } from './checks/clean-up.ts'
import type { Visit } from './visit.ts'

export interface Result {
  readonly name: string
  readonly finding: Finding
  /** How long it took, in milliseconds. */
  readonly ms: number
}

/**
 * @param report is told of each result as it comes
 * @param interrupt ends the run; what was pushed is still deleted
 */
export async function runChecks(
  visit: Visit,
  report: (result: Result) => void,
  interrupt: AbortSignal,
): Promise<Result[]> {
  const results: Result[] = []
  const keep = (result: Result | undefined) => {
    if (!result) return
    results.push(result)
    report(result)
  }
  for (const check of allChecks) {
    const result = await runCheck(check, visit, interrupt)
    if (interrupt.aborted) break
    keep(result)
    if (result?.finding.final) break
  }
  if (visit.artifact?.tag !== undefined || visit.openUploads.size > 0) {
    keep(await runCheck(cleanUpCheck, visit, new AbortController().signal))
  }
  return results
}

async function runCheck(check: Check, visit: Visit, interrupt: AbortSignal): Promise<Result | undefined> {
  const limit = check.limit?.(visit) ?? patience
  const signal = AbortSignal.any([interrupt, AbortSignal.timeout(limit)])
  visit.signal = signal
  const start = performance.now()
  const finding = await Promise.race([check.run(visit), failWith(signal)]).catch((error: unknown) => ({
    ...thrown(error, limit),
    final: check.essential === true,
  }))
  return finding && { name: check.name, finding, ms: performance.now() - start }
}

/** What cannot be stopped, such as a look-up of a name, is not waited for. */
function failWith(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    const fail = () => reject(signal.reason as Error)
    if (signal.aborted) fail()
    else signal.addEventListener('abort', fail, { once: true })
  })
}

function thrown(error: unknown, limit: number): Finding {
  if (error instanceof Error && error.name === 'TimeoutError') {
    return failed(
      `no answer in ${Math.round(limit / 1000)} s`,
      'Something on the way waits or swallows packets: a firewall, a proxy whose registry does not answer, a full queue',
      "Look at the proxy's and the registry's logs at this minute; a packet size too large for a VPN looks the same (MTU)",
    )
  }
  const words = error instanceof Error ? error.message : String(error)
  return failed(
    words,
    "The connection was cut or the answer is none: the proxy's and the registry's logs have the cause",
  )
}
