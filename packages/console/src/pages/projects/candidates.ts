// Who can be made a member: users, groups that are known, and those of the directory that are not yet.
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { api } from '../../api.ts'
import { useIsAdministrator } from '../../app/session.ts'
import { systemInfo } from '../../app/system-info.ts'

type MemberRequest = NonNullable<Parameters<typeof api.createProjectMember>[0]['body']>

export interface Candidate {
  readonly key: string
  readonly kind: 'user' | 'group' | 'directory'
  readonly name: string
  readonly reference: Pick<MemberRequest, 'member_user' | 'member_group'>
}

/** Harbor's number for a group of a directory. */
const ldapGroup = 1

/** @param text a part of the name; nobody is found by an empty one */
export function useCandidates(text: string): { candidates: readonly Candidate[]; isLoading: boolean } {
  const isAdministrator = useIsAdministrator()
  const { data: info } = useQuery(systemInfo)
  // The directory is searched for administrators alone.
  const inDirectory = isAdministrator && info?.auth_mode === 'ldap_auth'
  const { data = [], isFetching } = useQuery({
    queryKey: ['users', 'candidates', text, inDirectory],
    queryFn: async () => {
      const found = await Promise.all([
        usersCalled(text),
        groupsCalled(text),
        inDirectory ? ofDirectory(text) : [],
      ])
      return found.flat()
    },
    enabled: text !== '',
    placeholderData: keepPreviousData,
  })
  return { candidates: text === '' ? [] : data, isLoading: isFetching }
}

async function usersCalled(username: string): Promise<Candidate[]> {
  const { body } = await api.searchUsers({ query: { username, page_size: 20 } })
  return body.map((user) => ({
    key: `user ${user.user_id}`,
    kind: 'user',
    name: user.username,
    reference: { member_user: { user_id: user.user_id } },
  }))
}

async function groupsCalled(groupname: string): Promise<Candidate[]> {
  const { body } = await api.searchUserGroups({ query: { groupname, page_size: 20 } })
  return body.map(({ id = 0, group_name = '' }) => ({
    key: `group ${id}`,
    kind: 'group',
    name: group_name,
    reference: { member_group: { id } },
  }))
}

/** A directory that does not answer keeps nobody from choosing a user. */
async function ofDirectory(groupname: string): Promise<Candidate[]> {
  try {
    const { body } = await api.searchLdapGroup({ query: { groupname } })
    return body.map(({ group_name, ldap_group_dn }) => ({
      key: `directory ${ldap_group_dn}`,
      kind: 'directory',
      name: group_name ?? ldap_group_dn ?? '',
      reference: { member_group: { group_type: ldapGroup, group_name, ldap_group_dn } },
    }))
  } catch {
    return []
  }
}
