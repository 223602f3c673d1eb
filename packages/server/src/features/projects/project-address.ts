// How a path names a project: by its id when it consists of digits, else by its name.
import type { ProjectReference } from '../authorization/index.ts'

export interface ProjectAddress {
  readonly params: { readonly project_name_or_id: string }
  readonly headers: { readonly 'X-Is-Resource-Name': boolean }
}

export function projectReference({ params, headers }: ProjectAddress): ProjectReference {
  const text = params.project_name_or_id
  if (!headers['X-Is-Resource-Name'] && /^\d{1,15}$/.test(text)) return { id: Number(text) }
  return { name: text }
}
