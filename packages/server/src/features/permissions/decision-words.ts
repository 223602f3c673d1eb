// A decision in a sentence for people.
import type { Decision } from '../authorization/index.ts'

export interface Named {
  /** Who it is about: `ada`, `robot$ci`, `somebody who is not signed in`. */
  readonly who: string
  /** The project; undefined for what lies outside of projects. */
  readonly project: string | undefined
  readonly permission: string
  readonly role?: { readonly id: number; readonly name: string }
  readonly group?: { readonly id: number; readonly name: string }
}

/** @returns one sentence, beginning with who it is about */
export function decisionWords({ rule }: Decision, named: Named): string {
  const { who, project, permission, role, group } = named
  const where = project === undefined ? 'outside of projects' : `in the project ${project}`
  switch (rule.by) {
    case 'administrator':
      return rule.through === 'account'
        ? `${who} is an administrator of the server, who may do everything`
        : `${who} is an administrator of the server by the word of an identity provider, and may do everything`
    case 'role':
      return (
        `${who} has the role ${role?.name ?? rule.role} ${where}` +
        `${group ? ` through the group ${group.name}` : ''}, which grants ${permission}`
      )
    case 'robot':
      return `${who} was given ${permission} ${where}, in block ${rule.block} of its permissions`
    case 'public-project':
      return `the project ${project} is public, which grants ${permission} to everybody`
    case 'everyone':
      return `${permission} is for everybody: it shows only what one may see`
    case 'creation-policy':
      return `${who} is signed in, and the server lets everybody who is create projects`
    case 'no-project':
      return `there is no project ${project}`
    case 'nothing':
      return `nothing grants ${permission} ${where} to ${who}`
    case 'credential':
      return `${who} may do it, but the credential is limited to other things`
  }
}
