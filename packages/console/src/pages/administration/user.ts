// Accounts as the API shows them, and what is asked again when one changes.
import { useQueryClient } from '@tanstack/react-query'
import type { api } from '../../api.ts'

export type User = Awaited<ReturnType<typeof api.listUsers>>['body'][number]

export function isAdministrator({ sysadmin_flag, admin_role_in_auth }: User): boolean {
  return sysadmin_flag || admin_role_in_auth
}

export function useUsersChanged() {
  const queries = useQueryClient()
  return async () => {
    await Promise.all([
      queries.invalidateQueries({ queryKey: ['users'] }),
      queries.invalidateQueries({ queryKey: ['user'] }),
      queries.invalidateQueries({ queryKey: ['current user'] }),
    ])
  }
}
