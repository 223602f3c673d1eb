// Who is signed in, what they may do, and how they sign in and out.
import { queryOptions, useQuery } from '@tanstack/react-query'
import { api, ClientError } from '../api.ts'
import { forgetNames } from './kept-names.ts'
import { sessionGate } from './session-gate.ts'

/** Who is signed in with this browser by now, whichever window it was in. */
export const signedIn = queryOptions({
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

type User = Awaited<ReturnType<typeof api.getCurrentUserInfo>>['body']

/** What the page shows was fetched for the first one who was signed in, and it stays theirs until it is loaded anew. */
let owner: User | undefined

function ownerOf(now: User | null): User | null {
  if (now && isOwners(now)) {
    owner = now
    sessionGate.isOwned = true
  }
  return owner ?? now
}

/** Whether who is signed in is who the page is for; a page that was nobody's yet is for everybody. */
export function isOwners(now: User | null | undefined): boolean {
  return owner === undefined || now?.user_id === owner.user_id
}

/** For whom the page is: the session may have ended meanwhile. */
export const currentUser = queryOptions({ ...signedIn, select: ownerOf })

/** Undefined for somebody who has not signed in, and while it is not known. */
export function useCurrentUser() {
  return useQuery(currentUser).data ?? undefined
}

export function useIsAdministrator(): boolean {
  const user = useCurrentUser()
  return user?.sysadmin_flag === true || user?.admin_role_in_auth === true
}

/** Whether the person has a permission in a project, such as `may('tag', 'delete')`; false while it is not known. */
export interface May {
  (resource: string, action: string): boolean
  readonly isKnown: boolean
}

/** @param project its id, once it is known */
export function useMay(project: number | undefined): May {
  const { data: user, isPending: isUserPending } = useQuery(currentUser)
  const { data, isLoading } = useQuery({
    queryKey: ['permissions', project, user?.user_id],
    queryFn: async () =>
      (await api.getCurrentUserPermissions({ query: { scope: `/project/${project}`, relative: true } })).body,
    enabled: project !== undefined && !!user,
    staleTime: 60_000,
  })
  const may = (resource: string, action: string) =>
    data?.some((each) => each.resource === resource && each.action === action) ?? false
  return Object.assign(may, { isKnown: project !== undefined && !isUserPending && !isLoading })
}

/** The server's own page of signing in, which leads back to `here`. */
export function signInAddress(here: string): string {
  return `/login?redirect_url=${encodeURIComponent(here)}`
}

/** The way back may show this page as it was kept: then it holds nothing, and is made anew. */
export function signOut(): void {
  forgetNames()
  document.body.hidden = true
  window.addEventListener('pageshow', ({ persisted }) => persisted && window.location.reload())
  window.location.assign('/c/oidc/logout')
}
