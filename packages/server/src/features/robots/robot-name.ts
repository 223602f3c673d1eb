// Robots' names in full: a prefix, the project's name and a plus for a project's robot, and its own name.
import type { Robot } from './robots-store.ts'

export function fullName({ name, projectName }: Pick<Robot, 'name' | 'projectName'>, prefix: string): string {
  return projectName === null ? prefix + name : `${prefix}${projectName}+${name}`
}

/** @returns undefined when it is no robot's name */
export function splitRobotName(
  full: string,
  prefix: string,
): { readonly name: string; readonly project: string | undefined } | undefined {
  // PostgreSQL takes no NUL in a text: no robot can have such a name.
  if (!full.startsWith(prefix) || full.includes('\0')) return undefined
  const rest = full.slice(prefix.length)
  const plus = rest.indexOf('+')
  if (plus < 0) return { name: rest, project: undefined }
  return { name: rest.slice(plus + 1), project: rest.slice(0, plus) }
}
