// Scopes of the token protocol: `repository:library/nginx:pull,push` (distribution, token scope specification).

export interface Scope {
  readonly type: string
  readonly name: string
  readonly actions: readonly string[]
}

/** The scope that `text` spells; undefined when malformed. A class such as `repository(plugin)` is dropped. */
export function parseScope(text: string): Scope | undefined {
  const first = text.indexOf(':')
  const last = text.lastIndexOf(':')
  if (first <= 0 || last <= first) return undefined
  const type = text.slice(0, first).replace(/\([a-z0-9]*\)$/, '')
  const actions = text
    .slice(last + 1)
    .split(',')
    .filter((action) => action !== '')
  return { type, name: text.slice(first + 1, last), actions }
}

/** The scopes of a request: the parameter may be repeated, and each may hold several, parted by spaces. */
export function splitScopes(values: readonly string[]): string[] {
  return values.flatMap((value) => value.split(' ')).filter((each) => each !== '')
}
