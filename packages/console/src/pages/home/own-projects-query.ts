// The projects of one person.
import { queryOptions } from '@tanstack/react-query'
import { api } from '../../api.ts'

const shown = 6

export function ownProjects(username: string) {
  return queryOptions({
    queryKey: ['projects', 'own', username],
    queryFn: async () => {
      const query = { page_size: shown, sort: '-update_time' }
      const owned = await api.listProjects({ query: { ...query, owner: username } })
      if (owned.body.length > 0) return owned.body
      return (await api.listProjects({ query: { ...query, public: false } })).body
    },
    enabled: username !== '',
  })
}
