// Who is signed in, and how they sign in and out.
import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, ClientError } from '../api.ts'

export const currentUser = queryOptions({
  queryKey: ['current user'],
  queryFn: async () => {
    try {
      return (await api.getCurrentUserInfo()).body
    } catch (error) {
      if (error instanceof ClientError && error.status === 401) return null
      throw error
    }
  },
  staleTime: 60_000,
})

export function useCurrentUser() {
  return useQuery(currentUser).data ?? undefined
}

/** @returns false for a wrong name or password */
export async function signIn(name: string, password: string): Promise<boolean> {
  const response = await fetch('/c/login', {
    method: 'POST',
    body: new URLSearchParams({ principal: name, password }),
  })
  if (response.status === 401) return false
  if (!response.ok) throw new Error(await response.text())
  return true
}

export async function signOut(): Promise<void> {
  await fetch('/c/log_out')
}
