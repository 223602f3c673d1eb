// Groups of users: made known here, so that they can be given rights; who is in them, their providers say.
import type { Clock } from '../../platform/clock.ts'
import { type Database, isUniqueViolation, type Transaction } from '../../platform/database/database.ts'
import { Failure, refuse } from '../../platform/errors.ts'
import type { Cause, Events } from '../../platform/events.ts'
import type { ListPage, ListQuestion } from '../../platform/listing.ts'
import { firstValueOf, normalDn } from './distinguished-name-port.ts'
import { groupDnProblem, groupKinds, groupNameProblem, isGroupKind } from './group-rules.ts'
import {
  deleteGroup,
  findGroup,
  findGroupByDn,
  findGroupByName,
  type Group,
  type GroupFilter,
  insertGroup,
  listGroups,
  renameGroup,
} from './groups-store.ts'

export interface GroupToCreate {
  readonly kind: number
  readonly name: string
  readonly ldapDn: string
}

/** A group by its id, or as a provider names it. */
export interface GroupReference extends GroupToCreate {
  readonly id: number
}

export interface GroupsOptions {
  readonly db: Database
  readonly events: Events
  readonly clock: Clock
  /** Forgets what others keep of a deleted group. */
  forget(tx: Transaction, groupId: number): Promise<void>
}

export class Groups {
  constructor(private readonly options: GroupsOptions) {}

  list(filter: GroupFilter, question: ListQuestion): Promise<ListPage<Group>> {
    const { ldapDn } = filter
    return listGroups(this.options.db, { ...filter, ...(ldapDn && { ldapDn: normalDn(ldapDn) }) }, question)
  }

  /** @throws Failure NOT_FOUND */
  async get(id: number): Promise<Group> {
    const group = await findGroup(this.options.db, id)
    if (!group) throw unknown(id)
    return group
  }

  /** @throws Failure BAD_REQUEST; CONFLICT when its name or its distinguished name is another's */
  create(wanted: GroupToCreate, cause: Cause): Promise<number> {
    const group = parsed(wanted)
    return this.options.db.transaction(async (tx) => {
      const id = await this.insert(tx, group, cause)
      if (id === undefined) {
        const message = `duplicate user group: there is one of its kind with the name ${group.name}, or with its ldap_group_dn`
        throw new Failure('CONFLICT', { message })
      }
      return id
    })
  }

  /**
   * The group that a reference means; one that a provider names is made known on the way.
   * @throws Failure NOT_FOUND for an unknown id; BAD_REQUEST for what names no group
   */
  async resolve(tx: Transaction, reference: GroupReference, cause: Cause): Promise<Group> {
    if (reference.id > 0) {
      const group = await findGroup(tx, reference.id)
      if (!group) throw unknown(reference.id)
      return group
    }
    const group = parsed(reference)
    const find = () =>
      group.ldapDn === null ? findGroupByName(tx, group.kind, group.name) : findGroupByDn(tx, group.ldapDn)
    const known = await find()
    if (known) return known
    await this.insert(tx, group, cause)
    const made = await find()
    if (!made) {
      const message = `another group has the name ${group.name}: give this one a group_name of its own`
      throw new Failure('CONFLICT', { message })
    }
    return made
  }

  /** @throws Failure NOT_FOUND, BAD_REQUEST, also for a name that another group of its kind has */
  async rename(id: number, name: string, cause: Cause): Promise<void> {
    refuse(groupNameProblem(name))
    try {
      await this.options.db.transaction(async (tx) => {
        if (!(await renameGroup(tx, id, name, this.options.clock()))) throw unknown(id)
        await this.record(tx, cause, 'group.updated', { id, name })
      })
    } catch (error) {
      if (!isUniqueViolation(error)) throw error
      throw new Failure('BAD_REQUEST', { message: `another group has the name ${name}` })
    }
  }

  /** Deleting what is not there is no failure: clients repeat. */
  async delete(id: number, cause: Cause): Promise<void> {
    await this.options.db.transaction(async (tx) => {
      const group = await findGroup(tx, id)
      if (!group) return
      await this.options.forget(tx, id)
      await deleteGroup(tx, id)
      await this.record(tx, cause, 'group.deleted', { id, name: group.name })
    })
  }

  private async insert(tx: Transaction, group: ParsedGroup, cause: Cause): Promise<number | undefined> {
    const id = await insertGroup(tx, group, this.options.clock())
    if (id !== undefined) await this.record(tx, cause, 'group.created', { id, name: group.name })
    return id
  }

  private record(tx: Transaction, cause: Cause, kind: string, body: Record<string, unknown>): Promise<void> {
    return this.options.events.record(tx, cause, { kind, projectId: null, body })
  }
}

interface ParsedGroup {
  readonly kind: number
  readonly name: string
  readonly ldapDn: string | null
}

/** @throws Failure BAD_REQUEST */
function parsed({ kind, name, ldapDn }: GroupToCreate): ParsedGroup {
  if (!isGroupKind(kind)) {
    refuse(`invalid group_type ${kind}: it should be 1 (LDAP), 2 (authentication proxy) or 3 (OIDC)`)
  }
  if (kind !== groupKinds.ldap) {
    refuse(groupNameProblem(name))
    return { kind, name, ldapDn: null }
  }
  refuse(groupDnProblem(ldapDn))
  const called = name === '' ? firstValueOf(ldapDn) : name
  refuse(groupNameProblem(called))
  return { kind, name: called, ldapDn: normalDn(ldapDn) }
}

function unknown(id: number): Failure {
  return new Failure('NOT_FOUND', { message: `user group ${id} not found` })
}
