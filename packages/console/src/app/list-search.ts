// What the address of a list holds: its filter, its order and its page.
export interface ListSearch {
  /** What the names contain. */
  readonly q?: string
  /** As the API takes it: a field, with `-` before it for the reverse. */
  readonly sort?: string
  /** From 1, which is left out. */
  readonly page?: number
}

export function listSearch(search: Record<string, unknown>): ListSearch {
  const page = Number(search.page)
  return {
    ...textOf(search, 'q'),
    ...textOf(search, 'sort'),
    ...(Number.isInteger(page) && page > 1 && { page }),
  }
}

/** One text of an address, where it is there: `textOf(search, 'tab')` is `{ tab }` or `{}`. */
export function textOf<Name extends string>(
  search: Record<string, unknown>,
  name: Name,
): { [K in Name]?: string } {
  const value = search[name]
  return (typeof value === 'string' || typeof value === 'number') && value !== ''
    ? ({ [name]: String(value) } as { [K in Name]: string })
    : {}
}
