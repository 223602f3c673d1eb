// How much of a page fits into an answer.

/** Those that fit into `bytes` together, in their order; what is too large leaves its place to the next. */
export function fitting<T>(bytes: number, items: readonly T[], sizeOf: (item: T) => number): T[] {
  let left = bytes
  return items.filter((item) => {
    const fits = sizeOf(item) <= left
    if (fits) left -= sizeOf(item)
    return fits
  })
}
