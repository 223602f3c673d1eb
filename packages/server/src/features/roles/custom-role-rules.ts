// What custom roles may be called and may grant; why not, in words.

const namePattern = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/
const longestName = 64
const longestDescription = 1024

export interface RoleProfile {
  readonly name: string
  readonly description: string
  readonly permissions: readonly string[]
}

/**
 * @param builtIn names that a custom role cannot have
 * @param isPermission whether it is a permission within projects
 * @returns the first thing that is wrong, or undefined
 */
export function roleProblem(
  { name, description, permissions }: RoleProfile,
  builtIn: readonly string[],
  isPermission: (text: string) => boolean,
): string | undefined {
  if (name.length > longestName || !namePattern.test(name)) {
    return 'a role has a name of up to 64 lower-case letters and digits, parted by a dot, a dash or an underscore'
  }
  if (builtIn.some((each) => each.toLowerCase() === name)) return `${name} is a built-in role`
  if (description.length > longestDescription) return 'the description has more than 1024 characters'
  if (permissions.length === 0) return 'a role grants something: permissions is empty'
  const unknown = permissions.find((each) => !isPermission(each))
  return unknown === undefined ? undefined : `${unknown.slice(0, 200)} is no permission within projects`
}

/** Each once, in the order of the vocabulary. */
export function orderedPermissions<P extends string>(
  permissions: readonly string[],
  vocabulary: readonly P[],
): P[] {
  const granted = new Set(permissions)
  return vocabulary.filter((each) => granted.has(each))
}
