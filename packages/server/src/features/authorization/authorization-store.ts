// SQL of authorization: one query says where somebody stands towards a project and its repository.
import type { Expression, ExpressionBuilder, Kysely, SqlBool } from 'kysely'
import type { Handle } from '../../platform/database/database.ts'
import { hotQuery, type Placeholder } from '../../platform/database/queries.ts'
import type { ProjectsTable, Schema } from '../../platform/database/schema.ts'

export interface StandingRow {
  readonly userId: number | null
  readonly username: string | null
  readonly administrator: number | null
  readonly projectId: number | null
  readonly projectName: string | null
  readonly public: number | null
  readonly role: number | null
  readonly repositoryId: number | null
  readonly visibleAt: number | null
}

/** A project by its name, or by its id. */
export type ProjectReference = { readonly name: string } | { readonly id: number }

interface Question {
  user: number
  path: string
}

const standingByName = hotQuery<Question & { project: string }, StandingRow>(
  (q, p) => standing(q, p, (eb) => eb('p.name', '=', p('project'))),
  { recalled: true },
)
const standingById = hotQuery<Question & { project: number }, StandingRow>(
  (q, p) => standing(q, p, (eb) => eb('p.id', '=', p('project'))),
  { recalled: true },
)

function standing(
  q: Kysely<Schema>,
  p: Placeholder<Question>,
  isAsked: (eb: ExpressionBuilder<Schema & { p: ProjectsTable }, 'p'>) => Expression<SqlBool>,
) {
  return q
    .selectFrom(q.selectNoFrom((eb) => eb.lit(1).as('one')).as('base'))
    .leftJoin('users as u', (on) => on.on('u.id', '=', p('user')).on('u.deleted_at', 'is', null))
    .leftJoin('projects as p', (on) => on.on(isAsked).on('p.deleted_at', 'is', null))
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
      'p.name as projectName',
      'p.public',
      'm.role_id as role',
      'r.id as repositoryId',
      'r.visible_at as visibleAt',
    ])
}

/** One row for each role; at least one row, with nulls for what does not exist. */
export function readStanding(
  db: Handle,
  project: ProjectReference,
  question: Question,
): Promise<StandingRow[]> {
  if ('id' in project) return standingById.all(db, { ...question, project: project.id })
  return standingByName.all(db, { ...question, project: project.name })
}
