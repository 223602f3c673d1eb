// SQL of authorization: one query says where somebody stands towards a project and its repository.
import type { Handle } from '../../platform/database/database.ts'
import { hotQuery } from '../../platform/database/queries.ts'

export interface StandingRow {
  readonly userId: number | null
  readonly username: string | null
  readonly administrator: number | null
  readonly projectId: number | null
  readonly public: number | null
  readonly role: number | null
  readonly repositoryId: number | null
  readonly visibleAt: number | null
}

interface Question {
  user: number
  project: string
  path: string
}

const standing = hotQuery<Question, StandingRow>(
  (q, p) =>
    q
      .selectFrom(q.selectNoFrom((eb) => eb.lit(1).as('one')).as('base'))
      .leftJoin('users as u', (on) => on.on('u.id', '=', p('user')).on('u.deleted_at', 'is', null))
      .leftJoin('projects as p', (on) => on.on('p.name', '=', p('project')).on('p.deleted_at', 'is', null))
      .leftJoin('members as m', (on) =>
        on
          .onRef('m.project_id', '=', 'p.id')
          .on('m.subject_kind', '=', 'user')
          .onRef('m.subject_id', '=', 'u.id'),
      )
      .leftJoin('repositories as r', (on) =>
        on.on('r.format', '=', 'oci').on('r.path', '=', p('path')).onRef('r.project_id', '=', 'p.id'),
      )
      .select([
        'u.id as userId',
        'u.username',
        'u.administrator',
        'p.id as projectId',
        'p.public',
        'm.role_id as role',
        'r.id as repositoryId',
        'r.visible_at as visibleAt',
      ]),
  { recalled: true },
)

/** One row for each role; at least one row, with nulls for what does not exist. */
export function readStanding(db: Handle, question: Question): Promise<StandingRow[]> {
  return standing.all(db, question)
}
