// Waiting for something no longer than told.

/**
 * @param ms milliseconds
 * @returns whether the work has ended by then; it goes on if not, and nobody hears of it. Throws what the work throws.
 */
export async function endsWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  const late = Promise.withResolvers<boolean>()
  const timer = setTimeout(() => late.resolve(false), ms)
  try {
    return await Promise.race([work.then(() => true), late.promise])
  } finally {
    clearTimeout(timer)
  }
}
