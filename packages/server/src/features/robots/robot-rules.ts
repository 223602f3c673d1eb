// What robots may be called, given and kept by; why not, in Harbor's words where it has any.

export type RobotLevel = 'system' | 'project'

/** A block of permissions as a client writes it. */
export interface AskedPermission {
  readonly kind?: string | null | undefined
  readonly namespace?: string | null | undefined
  readonly access?: readonly AskedAccess[] | null | undefined
}

interface AskedAccess {
  readonly resource?: string | null | undefined
  readonly action?: string | null | undefined
  readonly effect?: string | null | undefined
}

const namePattern = /^[a-z0-9]+(?:[._-][a-z0-9]+)*$/
const longestName = 255
/** As in Harbor: some 5.8 million years. */
const longestDuration = 2 ** 31 - 1

/** In a robot: more projects than this are meant by `*`. What it may is read with each of its requests. */
const mostBlocks = 1_000
/** In a block: each permission there is, allowed and denied. */
const mostPairs = 140
/** As in Harbor. */
const longestDescription = 1_024

/** Never expires. */
export const forEver = -1

/** @returns what is wrong, or undefined */
export function robotNameProblem(name: string): string | undefined {
  if (name.length <= longestName && namePattern.test(name)) return undefined
  return 'robot name is not in lower case or contains illegal characters'
}

/** @returns what is wrong, or undefined */
export function descriptionProblem(description: string): string | undefined {
  if (description.length <= longestDescription) return undefined
  return `bad request description: it has more than ${longestDescription} characters`
}

/** @returns what is wrong, or undefined */
export function durationProblem(days: number): string | undefined {
  if (days === forEver || (days > 0 && days < longestDuration)) return undefined
  return `bad request error duration input: ${days}, duration must be either -1(Never) or a positive integer`
}

export function isLevel(text: string): text is RobotLevel {
  return text === 'system' || text === 'project'
}

/**
 * @param isPermission whether a robot may be given it, as `resource:action`, in the system or in projects
 * @returns the first thing that is wrong, or undefined
 */
export function permissionsProblem(
  level: RobotLevel,
  permissions: readonly AskedPermission[],
  isPermission: (kind: RobotLevel, permission: string) => boolean,
): string | undefined {
  if (permissions.length === 0) return 'bad request empty permission'
  if (level === 'project' && permissions.length > 1) return 'bad request permission'
  if (permissions.length > mostBlocks) return `bad request permission: there are more than ${mostBlocks}`
  for (const { kind, namespace, access } of permissions) {
    if (!kind || !isLevel(kind)) return `bad request permission level: ${kind ?? ''}`
    if (level === 'project' && (kind !== 'project' || namespace === '*')) {
      return 'bad request permission: a robot of a project has permissions in that project only'
    }
    if (!access?.length) return 'bad request empty access'
    if (access.length > mostPairs)
      return `bad request access: there are more than ${mostPairs} in one permission`
    for (const { resource, action, effect } of access) {
      const permission = `${resource ?? ''}:${action ?? ''}`
      if (!isPermission(kind, permission)) return `bad request permission: ${permission}`
      if (effect && effect !== 'allow' && effect !== 'deny') return `bad request effect: ${effect}`
    }
  }
  return undefined
}

const secretLength = 32
const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789'

/**
 * A secret of 32 letters and digits, 190 bits, with a letter of each case and a digit as the rules for secrets ask.
 * @param random as many random bytes as asked for
 */
export function generateSecret(random: (length: number) => Uint8Array): string {
  for (;;) {
    // Bytes beyond the last multiple of 62 would favour the first letters.
    const fair = [...random(secretLength * 2)].filter((byte) => byte < alphabet.length * 4)
    const secret = fair
      .slice(0, secretLength)
      .map((byte) => alphabet[byte % alphabet.length])
      .join('')
    if (secret.length === secretLength && /[A-Z]/.test(secret) && /[a-z]/.test(secret) && /\d/.test(secret)) {
      return secret
    }
  }
}
