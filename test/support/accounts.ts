// Users, projects and members for tests, written straight into a test server's database.
import { endLogins } from '../../packages/server/src/accounts.ts'
import { type RoleName, roleIds } from '../../packages/server/src/features/authorization/index.ts'
import { insertUser, Passwords, systemCause } from '../../packages/server/src/features/identity/index.ts'
import { Projects } from '../../packages/server/src/features/projects/index.ts'
import { insertMember } from '../../packages/server/src/features/projects/members-store.ts'
import { queries } from '../../packages/server/src/platform/database/queries.ts'
import { Events } from '../../packages/server/src/platform/events.ts'
import type { TestServer } from './server.ts'

export interface Account {
  readonly id: number
  readonly name: string
  readonly password: string
}

const passwords = new Passwords()
/** One password for all whose own does not matter: hashing costs some 50 ms. */
const commonPassword = 'Common1 password'
const commonHash = passwords.hash(commonPassword)

export class Accounts {
  constructor(private readonly server: TestServer) {}

  async user(name: string, password = commonPassword): Promise<Account> {
    const passwordHash = password === commonPassword ? await commonHash : await passwords.hash(password)
    const profile = { username: name, email: `${name}@example.com`, realname: name, comment: '' }
    const user = { ...profile, passwordHash, administrator: false }
    const id = await this.server.database.transaction((tx) => insertUser(tx, user, Date.now()))
    return { id, name, password }
  }

  admin(): Account {
    return { id: 1, name: 'admin', password: this.server.adminPassword }
  }

  /** @returns the project's id; its owner becomes its administrator */
  project(name: string, owner: Account, isPublic = false): Promise<number> {
    const { database } = this.server
    const projects = new Projects(database, new Events([], Date.now), Date.now)
    return projects.create({ name, public: isPublic, owner: { type: 'user', ...owner } }, systemCause)
  }

  async member(projectId: number, account: Account, role: RoleName): Promise<void> {
    const member = { projectId, kind: 'user' as const, subjectId: account.id, now: Date.now() }
    await this.server.database.transaction((tx) => insertMember(tx, { ...member, roleId: roleIds[role] }))
  }

  async removeMember(projectId: number, account: Account): Promise<void> {
    await this.server.database.transaction((tx) =>
      queries(tx)
        .deleteFrom('members')
        .where('project_id', '=', projectId)
        .where('subject_id', '=', account.id)
        .execute(),
    )
  }

  async setPublic(projectId: number, isPublic: boolean): Promise<void> {
    await this.server.database.transaction((tx) =>
      queries(tx)
        .updateTable('projects')
        .set({ public: Number(isPublic) })
        .where('id', '=', projectId)
        .execute(),
    )
  }

  async changePassword(account: Account, password: string): Promise<Account> {
    const passwordHash = await passwords.hash(password)
    await this.server.database.transaction(async (tx) => {
      const changed = queries(tx).updateTable('users').set({ password_hash: passwordHash })
      await changed.where('id', '=', account.id).execute()
      await endLogins(tx, account.id)
    })
    return { ...account, password }
  }

  async deleteUser(account: Account): Promise<void> {
    await this.server.database.transaction((tx) =>
      queries(tx).updateTable('users').set({ deleted_at: Date.now() }).where('id', '=', account.id).execute(),
    )
  }

  /** The rows of their sessions. */
  sessionsOf(account: Account): Promise<unknown[]> {
    return queries(this.server.database)
      .selectFrom('sessions')
      .selectAll()
      .where('user_id', '=', account.id)
      .execute()
  }

  /** Of the groups that a user is in. */
  async groupNamesOf(username: string): Promise<string[]> {
    const rows = await queries(this.server.database)
      .selectFrom('group_members as m')
      .innerJoin('users as u', 'u.id', 'm.user_id')
      .innerJoin('groups as g', 'g.id', 'm.group_id')
      .select('g.name')
      .where('u.username', '=', username)
      .orderBy('g.name')
      .execute()
    return rows.map(({ name }) => name)
  }
}
