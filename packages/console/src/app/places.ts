// Repositories that somebody has pinned or been at lately, kept in this browser for each person.
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouterState } from '@tanstack/react-router'
import { useCallback, useEffect, useMemo, useRef, useSyncExternalStore } from 'react'
import { forgetNames, keepNames, placesPrefix, searchesPrefix } from './kept-names.ts'
import { currentUser, signedIn } from './session.ts'

const recentMost = 8

interface Kept {
  readonly pinned: readonly string[]
  readonly recent: readonly string[]
}

const nothing: Kept = { pinned: [], recent: [] }
const changed = new EventTarget()

export interface Places extends Kept {
  readonly pin: (repository: string) => void
  readonly unpin: (repository: string) => void
  readonly visit: (repository: string) => void
}

export function usePlaces(): Places {
  const user = useQuery(currentUser)
  // Whose they are must be known first: what one sees is not everybody's.
  const key = user.data === undefined ? undefined : `${placesPrefix}${user.data?.user_id ?? 0}`
  const text = useSyncExternalStore(
    subscribe,
    useCallback(() => read(key), [key]),
  )
  return useMemo(() => placesOf(key, parse(text)), [key, text])
}

function read(key: string | undefined): string {
  return key === undefined ? '' : (localStorage.getItem(key) ?? '')
}

function placesOf(key: string | undefined, kept: Kept): Places {
  const keep = (next: (now: Kept) => Kept) => {
    if (key === undefined) return
    keepNames(key, JSON.stringify(next(parse(read(key)))))
    changed.dispatchEvent(new Event('change'))
  }
  const without = (list: readonly string[], name: string) => list.filter((each) => each !== name)
  return {
    ...kept,
    pin: (name) => keep((now) => ({ ...now, pinned: [...without(now.pinned, name), name] })),
    unpin: (name) => keep((now) => ({ ...now, pinned: without(now.pinned, name) })),
    visit: (name) =>
      keep((now) => ({ ...now, recent: [name, ...without(now.recent, name)].slice(0, recentMost) })),
  }
}

function subscribe(onChange: () => void): () => void {
  changed.addEventListener('change', onChange)
  window.addEventListener('storage', onChange)
  return () => {
    changed.removeEventListener('change', onChange)
    window.removeEventListener('storage', onChange)
  }
}

/** Whoever wrote it: only what has the right form is taken. */
function parse(text: string): Kept {
  try {
    const { pinned, recent } = JSON.parse(text) as Partial<Kept>
    return { pinned: names(pinned), recent: names(recent) }
  } catch {
    return nothing
  }
}

function names(list: unknown): string[] {
  return Array.isArray(list) ? list.filter((each) => typeof each === 'string') : []
}

/** Notes each repository whose page could show something, for who is here; what others left goes. */
export function usePlacesWatch(): void {
  const { data: user } = useQuery(signedIn)
  // Until then it would be kept as a stranger's, for the next stranger to read.
  const known = user !== undefined
  useEffect(() => {
    if (user) forgetNames([`${placesPrefix}${user.user_id}`, `${searchesPrefix}${user.username}`])
  }, [user])
  const path = useRouterState({ select: (state) => state.location.pathname })
  const queries = useQueryClient()
  const { visit } = usePlaces()
  // What is kept changes by each visit; where one is does not.
  const note = useRef(visit)
  note.current = visit
  useEffect(() => {
    const repository = repositoryOf(path)
    if (repository === undefined || !known) return
    const isThere = () =>
      ['repository', 'artifacts', 'artifact'].some((first) =>
        queries
          .getQueryCache()
          .findAll({ queryKey: [first, repository] })
          .some((query) => query.state.status === 'success'),
      )
    if (isThere()) return note.current(repository)
    const stop = queries.getQueryCache().subscribe(() => {
      if (!isThere()) return
      stop()
      queueMicrotask(() => note.current(repository))
    })
    return stop
  }, [path, queries, known])
}

/** Of `/repositories/<project>/<name>`, with a tag or a digest or without. */
function repositoryOf(path: string): string | undefined {
  const name = /^\/repositories\/([^:@]+\/[^:@]+)/.exec(decodeURIComponent(path))?.[1]
  return name?.replace(/\/$/, '')
}
