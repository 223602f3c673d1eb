// Names of repositories and tags (distribution-spec, §Pulling manifests).

declare const repositoryBrand: unique symbol
/** A repository's full path, e.g. `library/nginx`, known to follow the grammar. */
export type RepositoryName = string & { readonly [repositoryBrand]: true }

declare const tagBrand: unique symbol
export type TagName = string & { readonly [tagBrand]: true }

/** Host and name together may have 255 characters; the name alone is held to that here. */
const maxNameLength = 255
const component = '[a-z0-9]+(?:(?:\\.|_|__|-+)[a-z0-9]+)*'
const repositoryPattern = new RegExp(`^${component}(?:/${component})*$`)
const tagPattern = /^[a-zA-Z0-9_][a-zA-Z0-9._-]{0,127}$/

export function parseRepositoryName(text: string): RepositoryName | undefined {
  return text.length <= maxNameLength && repositoryPattern.test(text) ? (text as RepositoryName) : undefined
}

export function parseTagName(text: string): TagName | undefined {
  return tagPattern.test(text) ? (text as TagName) : undefined
}

/** The path that a one-component name stands for: `nginx` is `library/nginx`, as Docker Hub's clients write it. */
export function withDefaultProject(name: RepositoryName): RepositoryName {
  return name.includes('/') ? name : (`library/${name}` as RepositoryName)
}

/** The project of a repository: the first component of its path. */
export function projectOf(name: RepositoryName): string {
  return name.slice(0, name.indexOf('/'))
}
