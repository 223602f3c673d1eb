// One project, as its pages ask for it.
import { queryOptions } from '@tanstack/react-query'
import { createContext, useContext } from 'react'
import { api } from '../../api.ts'
import type { May } from '../../app/session.ts'

export type Project = Awaited<ReturnType<typeof api.getProject>>['body']

/** A project's name may consist of digits, and is no id then. */
export function addressOf(name: string) {
  return { params: { project_name_or_id: name }, headers: { 'X-Is-Resource-Name': true } } as const
}

export const projectQuery = (name: string) =>
  queryOptions({
    queryKey: ['project', name],
    queryFn: async () => (await api.getProject(addressOf(name))).body,
  })

export interface ShownProject {
  readonly project: Project
  readonly may: May
}

export const ProjectContext = createContext<ShownProject | undefined>(undefined)

/** The project whose tab is shown. */
export function useProject(): ShownProject {
  const shown = useContext(ProjectContext)
  if (!shown) throw new Error('a tab of a project is shown outside of one')
  return shown
}

export function isPublic({ metadata }: Project): boolean {
  return metadata.public === 'true'
}

/** What may be done with the project itself, which the API calls `.` among what lies in it. */
export function mayProject(may: May, action: 'update' | 'delete'): boolean {
  return may('.', action)
}
