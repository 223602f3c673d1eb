// Why somebody may do something, or may not: asked of the rules that decide about requests, and put into words.
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { AccessTokens } from '../access-tokens/index.ts'
import {
  type Access,
  type Asker,
  type Authorization,
  type Decision,
  isProjectPermission,
  isSystemPermission,
} from '../authorization/index.ts'
import { type Actor, anonymous, findUser, findUserByName } from '../identity/index.ts'
import type { Robots } from '../robots/index.ts'
import type { Roles } from '../roles/index.ts'
import { decisionWords, type Named } from './decision-words.ts'
import { findGroupNames } from './groups-store.ts'

export interface ExplanationQuestion {
  readonly permission: string
  /** By its name; undefined for what lies outside of projects. */
  readonly project?: string | undefined
  /** At most one of these; none for somebody who is not signed in. */
  readonly username?: string | undefined
  readonly user_id?: number | undefined
  readonly robot_id?: number | undefined
  readonly robot_name?: string | undefined
  /** An access token's. */
  readonly token_id?: number | undefined
}

type NamedRole = NonNullable<Named['role']> & Pick<Named, 'group'>

export interface ExplanationParts {
  readonly db: Database
  readonly authorization: Authorization
  readonly robots: Robots
  readonly roles: Roles
  readonly accessTokens: Pick<AccessTokens, 'ownerOf'>
}

export class Explanations {
  constructor(private readonly parts: ExplanationParts) {}

  /** @throws Failure BAD_REQUEST for an unknown permission; NOT_FOUND for somebody who does not exist */
  async explain(question: ExplanationQuestion) {
    const { permission, project } = question
    requirePermission(permission, project)
    const asker = await this.askerOf(question)
    const { actor } = asker
    const who = actor.type === 'anonymous' ? 'somebody who is not signed in' : actor.name
    const scope: 'system' | 'project' = project === undefined ? 'system' : 'project'
    const asked = { permission, scope }
    const access = await this.standingOf(asker, project)
    if ('gone' in access) {
      const rule = actor.type === 'robot' ? 'robot-gone' : 'account-gone'
      return { ...asked, allowed: false, rule, words: `${who}: ${access.gone}` }
    }
    const decided = await this.decide(access, permission, project)
    const { allowed, rule } = decided
    const roles = await this.heldRoles(access)
    const names = namesIn(roles, rule)
    const words = decisionWords(decided, { who, project, permission, ...names })
    return {
      ...{ ...asked, allowed, rule: rule.by, words, ...names },
      ...(rule.by === 'robot' && { block: rule.block }),
      ...(actor.type === 'user' &&
        access.project && { roles, granted_by: await this.parts.roles.granting(permission) }),
    }
  }

  private async standingOf(
    asker: Asker,
    project: string | undefined,
  ): Promise<Access | { readonly gone: string }> {
    try {
      return await this.parts.authorization.access(asker, project ?? '')
    } catch (error) {
      // The robot is disabled or has expired, or the account was deleted meanwhile.
      if (error instanceof Failure && error.code === 'UNAUTHORIZED') return { gone: error.message }
      throw error
    }
  }

  private async decide(access: Access, permission: string, project: string | undefined): Promise<Decision> {
    const { authorization } = this.parts
    if (project === undefined) {
      if (isSystemPermission(permission)) return authorization.decideInSystem(access, permission)
    } else if (isProjectPermission(permission)) {
      return authorization.decideInProject(access, permission)
    }
    throw new Error('a permission was not checked')
  }

  private async askerOf(question: ExplanationQuestion): Promise<Asker> {
    const { username, user_id, robot_id, robot_name, token_id } = question
    const given = [username, user_id, robot_id, robot_name, token_id].filter((each) => each !== undefined)
    if (given.length > 1) throw bad('name one of username, user_id, robot_id, robot_name and token_id')
    if (token_id !== undefined) return this.holderOf(token_id)
    const [user, robot] = [username ?? user_id, robot_id ?? robot_name]
    if (user !== undefined) return { actor: await this.user(user) }
    return { actor: robot === undefined ? anonymous : await this.robot(robot) }
  }

  private async holderOf(token: number): Promise<Asker> {
    const owner = await this.parts.accessTokens.ownerOf(token)
    if (!owner) throw missing(`access token ${token}`)
    const { userId, robotId, within } = owner
    const actor = userId === null ? await this.robot(robotId ?? 0) : await this.user(userId)
    return { actor, ...(within && { within }) }
  }

  private async user(which: number | string): Promise<Actor> {
    const { db } = this.parts
    const user = await (typeof which === 'number' ? findUser(db, which) : findUserByName(db, which))
    if (!user) throw missing(`user ${which}`)
    return { type: 'user', id: user.id, name: user.username }
  }

  private async robot(which: number | string): Promise<Actor> {
    const robot = await this.parts.robots.named(which)
    if (!robot) throw missing(`robot ${which}`)
    return { type: 'robot', ...robot }
  }

  /** Every role in the project, with the group through which it is held; the one of the user's own first. */
  private async heldRoles({ roles }: Access): Promise<NamedRole[]> {
    const groups = await findGroupNames(
      this.parts.db,
      roles.flatMap(({ group }) => group ?? []),
    )
    const names = await this.parts.roles.names(roles.map(({ id }) => id))
    return roles.map(({ id, group }) => ({
      ...{ id, name: names.get(id) ?? '' },
      ...(group !== undefined && { group: { id: group, name: groups.get(group) ?? '' } }),
    }))
  }
}

/** The role that decided, and the group through which it is held. */
function namesIn(roles: readonly NamedRole[], rule: Decision['rule']): Pick<Named, 'role' | 'group'> {
  if (rule.by !== 'role') return {}
  const held = roles.find(({ id, group }) => id === rule.role && group?.id === rule.group)
  if (!held) throw new Error('a role decided that is not held')
  const { id, name, group } = held
  return { role: { id, name }, ...(group && { group }) }
}

function requirePermission(permission: string, project: string | undefined): void {
  if (project === undefined ? isSystemPermission(permission) : isProjectPermission(permission)) return
  const where = project === undefined ? 'outside of projects' : 'within projects'
  throw bad(`${JSON.stringify(permission.slice(0, 200))} is no permission ${where}`)
}

function missing(what: string): Failure {
  return new Failure('NOT_FOUND', { message: `${what.slice(0, 300)} not found` })
}

function bad(message: string): Failure {
  return new Failure('BAD_REQUEST', { message })
}
