// Members of projects: who has which role.
import type { Clock } from '../../platform/clock.ts'
import type { Database, Transaction } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { Cause, Events } from '../../platform/events.ts'
import type { ListPage, ListQuestion } from '../../platform/listing.ts'
import type { ProjectPermission } from '../authorization/index.ts'
import { findUser, findUserByName, type GroupReference, type Groups } from '../identity/index.ts'
import { requireRole } from '../roles/index.ts'
import {
  deleteMember,
  findMember,
  insertMember,
  listMembers,
  type Member,
  type NewMember,
  updateMember,
} from './members-store.ts'
import { lockProject } from './projects-store.ts'

/** A user, by id or by name; or a group. */
export type MemberReference =
  | { readonly user: { readonly id?: number | undefined; readonly name?: string | undefined } }
  | { readonly group: GroupReference }

/** Whoever makes the change, and whether they may give somebody this permission in the project. */
export interface RoleGiver {
  readonly cause: Cause
  mayGive(permission: ProjectPermission): boolean
}

type Subject = Pick<NewMember, 'kind' | 'subjectId'> & { readonly name: string }

export class Members {
  constructor(
    private readonly db: Database,
    private readonly events: Events,
    private readonly groups: Groups,
    private readonly clock: Clock,
  ) {}

  list(project: number, namePart: string | undefined, question: ListQuestion): Promise<ListPage<Member>> {
    return listMembers(this.db, project, namePart, question)
  }

  /** @throws Failure NOT_FOUND */
  async get(project: number, id: number): Promise<Member> {
    const member = await findMember(this.db, project, id)
    if (!member) throw unknown(id)
    return member
  }

  /**
   * @throws Failure NOT_FOUND for an unknown user or group, CONFLICT for a member, BAD_REQUEST for an unknown role, and
   * for what names no group; DENIED for a role that may more than its giver
   */
  async add(project: number, wanted: MemberReference, roleId: number, giver: RoleGiver): Promise<number> {
    const { cause } = giver
    return this.db.transaction(async (tx) => {
      await requireProject(tx, project)
      const { name, ...subject } = await this.subject(tx, wanted, cause)
      const id = await insertMember(tx, { ...subject, projectId: project, roleId, now: this.clock() })
      if (id === undefined) {
        throw new Failure('CONFLICT', { message: 'The project member specified already exist' })
      }
      requireWithin(await requireRole(tx, roleId), giver)
      const body = { id, [subject.kind]: name, role: roleId }
      await this.events.record(tx, cause, { kind: 'member.created', projectId: project, body })
      return id
    })
  }

  /** @throws Failure NOT_FOUND, BAD_REQUEST; DENIED for a role that may more than its giver */
  async setRole(project: number, id: number, roleId: number, giver: RoleGiver): Promise<void> {
    const { cause } = giver
    await this.db.transaction(async (tx) => {
      requireWithin(await requireRole(tx, roleId), giver)
      const member = await findMember(tx, project, id)
      if (!member) throw unknown(id)
      await updateMember(tx, project, id, roleId, this.clock())
      const body = { id, [member.kind]: member.name, role: roleId }
      await this.events.record(tx, cause, { kind: 'member.updated', projectId: project, body })
    })
  }

  /** Ending what is not there is no failure: clients repeat. */
  async remove(project: number, id: number, cause: Cause): Promise<void> {
    await this.db.transaction(async (tx) => {
      const member = await findMember(tx, project, id)
      if (!member) return
      await deleteMember(tx, project, id)
      const body = { id, [member.kind]: member.name, role: member.roleId }
      await this.events.record(tx, cause, { kind: 'member.deleted', projectId: project, body })
    })
  }

  private async subject(tx: Transaction, wanted: MemberReference, cause: Cause): Promise<Subject> {
    if ('user' in wanted) return userCalled(tx, wanted.user)
    const group = await this.groups.resolve(tx, wanted.group, cause)
    return { kind: 'group', subjectId: group.id, name: group.name }
  }
}

/** Or a custom role that manages members would be worth any other. @throws Failure DENIED */
function requireWithin(permissions: readonly ProjectPermission[], giver: RoleGiver): void {
  const beyond = permissions.find((each) => !giver.mayGive(each))
  if (beyond === undefined) return
  throw new Failure('DENIED', {
    message: `nobody gives a role that may more in the project than they may themselves: ${beyond}`,
  })
}

async function userCalled(
  tx: Transaction,
  { id, name }: { readonly id?: number | undefined; readonly name?: string | undefined },
): Promise<Subject> {
  const found = id ? await findUser(tx, id) : await findUserByName(tx, name ?? '')
  if (!found) throw new Failure('NOT_FOUND', { message: `user ${name ?? id} is not found` })
  return { kind: 'user', subjectId: found.id, name: found.username }
}

/** The project may have been deleted since the caller was let in. */
async function requireProject(tx: Transaction, id: number): Promise<void> {
  if (!(await lockProject(tx, id))) throw new Failure('NOT_FOUND', { message: `project ${id} not found` })
}

function unknown(id: number): Failure {
  return new Failure('NOT_FOUND', { message: `project member ${id} not found` })
}
