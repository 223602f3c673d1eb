// A member as the API shows it, and how its role is changed.
import { useQueryClient } from '@tanstack/react-query'
import { api } from '../../api.ts'
import { addressOf, useProject } from './project.ts'

export type Member = Awaited<ReturnType<typeof api.listProjectMembers>>['body'][number]

/** And no group. */
export function isUser({ entity_type }: Pick<Member, 'entity_type'>): boolean {
  return entity_type === 'u'
}

export function isOneself(member: Member, me: number | undefined): boolean {
  return isUser(member) && member.entity_id === me
}

/** What shows members and rights is asked for anew. */
export function useMembersChanged(): () => Promise<void> {
  const queries = useQueryClient()
  const { project } = useProject()
  return async () => {
    await Promise.all(
      [['members', project.name], ['project', project.name], ['permissions'], ['projects']].map((queryKey) =>
        queries.invalidateQueries({ queryKey }),
      ),
    )
  }
}

/** Throws what the server says. */
export function useMemberChange(): (member: Member, role: number) => Promise<void> {
  const { project } = useProject()
  const changed = useMembersChanged()
  return async ({ id }, role_id) => {
    const { params, headers } = addressOf(project.name)
    await api.updateProjectMember({ params: { ...params, mid: id }, headers, body: { role_id } })
    await changed()
  }
}
