// Names of projects: one component of a repository's name, and none of the words that the server's own paths begin with.

const namePattern = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/
const maxLength = 255

/** First path segments that mean something else, now or in a format to come; `asof.<date>` reads tags as of a day. */
const reserved: ReadonlySet<string> = new Set(
  (
    'v1 v2 api c service npm pypi maven raw go cargo helm nuget apt deb rpm yum rubygems composer conan ' +
    'assets metrics livez readyz healthz login logout static admin _oci _catalog'
  ).split(' '),
)

/** Why a project cannot be called so, in words; undefined when it can. */
export function projectNameProblem(name: string): string | undefined {
  if (name.length === 0 || name.length > maxLength) {
    return `Project name ${name.slice(0, maxLength)} is illegal in length. (greater than 255 or less than 1)`
  }
  if (!namePattern.test(name)) {
    return 'project name is not in lower case or contains illegal characters'
  }
  if (reserved.has(name) || name.startsWith('asof.')) return `project name ${name} is reserved`
  return undefined
}
