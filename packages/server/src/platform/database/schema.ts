// The tables as Kysely sees them. Times are milliseconds UTC; digests are canonical `<algorithm>:<hex>` text.
import type { Generated } from 'kysely'

type Id = Generated<number>

export interface ProjectsTable {
  id: Id
  name: string
  public: number
  owner_id: number
  policy_generation: Generated<number>
  created_at: number
  updated_at: number
  deleted_at: number | null
}

export interface Schema {
  projects: ProjectsTable
}
