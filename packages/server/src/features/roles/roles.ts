// Custom roles: sets of permissions within projects, given to members like the built-in ones.
import type { Clock } from '../../platform/clock.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Cause, Events } from '../../platform/events.ts'
import type { ListPage } from '../../platform/listing.ts'
import {
  firstCustomRole,
  isProjectPermission,
  type ProjectPermission,
  projectPermissions,
  rolesById,
  rolesByPower,
} from '../authorization/index.ts'
import { orderedPermissions, type RoleProfile, roleProblem } from './custom-role-rules.ts'
import {
  type CustomRole,
  countHolders,
  countRoles,
  deleteRole,
  findRole,
  findRoleNames,
  insertRole,
  listRoles,
  listRolesGranting,
  lockRole,
  type NamedRole,
  updateRole,
} from './roles-store.ts'

export interface Role {
  readonly id: number
  readonly name: string
  readonly description: string
  readonly permissions: readonly ProjectPermission[]
  /** Milliseconds; absent of built-in roles. */
  readonly createdAt?: number
  readonly updatedAt?: number
}

/** Custom roles that one answer names: nobody reads more. */
const grantingMost = 100

const builtInNames = rolesById.map(({ name }) => name)

export class Roles {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly clock: Clock,
  ) {}

  /** The built-in ones first, then custom ones as they were made. */
  async list({ limit, offset }: { limit: number; offset: number }): Promise<ListPage<Role>> {
    const builtIn = rolesById.slice(offset, offset + limit)
    const custom = await listRoles(this.db, Math.max(0, offset - rolesById.length), limit - builtIn.length)
    return { items: [...builtIn, ...custom], total: rolesById.length + (await countRoles(this.db)) }
  }

  /** @throws Failure NOT_FOUND */
  async get(id: number): Promise<Role> {
    const role = rolesById.find((each) => each.id === id) ?? (await findRole(this.db, id))
    if (!role) throw unknown(id)
    return role
  }

  /** Of those of them that exist, by their ids. */
  async names(ids: readonly number[]): Promise<Map<number, string>> {
    const custom = await findRoleNames(
      this.db,
      ids.filter((id) => id >= firstCustomRole),
    )
    return new Map([...rolesById, ...custom].map(({ id, name }) => [id, name]))
  }

  /** The roles with a permission: the built-in ones from the least on, then at most 100 custom ones as they were made. */
  async granting(permission: string): Promise<NamedRole[]> {
    const builtIn = rolesByPower.flatMap((name) => rolesById.filter((each) => each.name === name))
    const granting = builtIn.filter(({ permissions }) => permissions.some((each) => each === permission))
    const custom = await listRolesGranting(this.db, permission, grantingMost)
    return [...granting, ...custom].map(({ id, name }) => ({ id, name }))
  }

  /** @throws Failure BAD_REQUEST, CONFLICT */
  async create(role: RoleProfile, cause: Cause): Promise<number> {
    const row = checked(role)
    return this.db.transaction(async (tx) => {
      const id = await insertRole(tx, row, this.clock())
      if (id === undefined) throw taken(role.name)
      await this.record(tx, cause, 'role.created', id, row)
      return id
    })
  }

  /** What is left out stays. @throws Failure BAD_REQUEST, NOT_FOUND, CONFLICT; FORBIDDEN for a built-in one */
  async update(id: number, change: Partial<RoleProfile>, cause: Cause): Promise<void> {
    await this.change(id, cause, 'role.updated', async (tx, before) => {
      const row = checked({ ...before, ...change })
      if (!(await updateRole(tx, id, row, this.clock()))) throw taken(row.name)
      return row
    })
  }

  /** @throws Failure NOT_FOUND; PRECONDITION while members have it; FORBIDDEN for a built-in one */
  async delete(id: number, cause: Cause): Promise<void> {
    await this.change(id, cause, 'role.deleted', async (tx, role) => {
      const holders = await countHolders(tx, id)
      if (holders > 0) {
        const members = holders === 1 ? '1 member has' : `${holders} members have`
        throw new Failure('PRECONDITION', {
          message: `${members} the role ${role.name}: give them another one first`,
        })
      }
      await deleteRole(tx, id)
      return role
    })
  }

  private async change(
    id: number,
    cause: Cause,
    kind: string,
    work: (tx: Transaction, role: CustomRole) => Promise<Pick<RoleProfile, 'name' | 'permissions'>>,
  ): Promise<void> {
    if (rolesById.some((each) => each.id === id)) {
      throw new Failure('FORBIDDEN', { message: 'a built-in role stays as it is' })
    }
    await this.db.transaction(async (tx) => {
      const role = await lockRole(tx, id)
      if (!role) throw unknown(id)
      await this.record(tx, cause, kind, id, await work(tx, role))
    })
  }

  private record(
    tx: Transaction,
    cause: Cause,
    kind: string,
    id: number,
    { name, permissions }: Pick<RoleProfile, 'name' | 'permissions'>,
  ): Promise<void> {
    const body = kind === 'role.deleted' ? { id, name } : { id, name, permissions }
    return this.events.record(tx, cause, { kind, projectId: null, body })
  }
}

/**
 * Lets a role be given to a member in this transaction; a custom one stays until the transaction ends.
 * @returns what it grants
 * @throws Failure BAD_REQUEST for what is no role
 */
export async function requireRole(tx: Transaction, id: number): Promise<readonly ProjectPermission[]> {
  const role = rolesById.find((each) => each.id === id) ?? (id >= firstCustomRole && (await lockRole(tx, id)))
  if (role) return role.permissions
  throw new Failure('BAD_REQUEST', {
    message: `invalid role id ${id}: it should be 1, 2, 3, 4 or 5, or the id of a custom role`,
  })
}

function checked(role: RoleProfile) {
  const problem = roleProblem(role, builtInNames, isProjectPermission)
  if (problem) throw new Failure('BAD_REQUEST', { message: problem })
  const { name, description } = role
  return { name, description, permissions: orderedPermissions(role.permissions, projectPermissions) }
}

function taken(name: string): Failure {
  return new Failure('CONFLICT', { message: `the role ${name} already exists` })
}

function unknown(id: number): Failure {
  return new Failure('NOT_FOUND', { message: `role ${id} not found` })
}
