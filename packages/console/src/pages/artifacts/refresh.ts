// After a change of an artifact: what shows it is asked for again.
import type { QueryClient } from '@tanstack/react-query'

export async function refreshArtifacts(queries: QueryClient, repository: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: ['artifact', repository] }),
    queries.invalidateQueries({ queryKey: ['artifacts', repository] }),
    queries.invalidateQueries({ queryKey: ['repository', repository] }),
    queries.invalidateQueries({ queryKey: ['repositories'] }),
  ])
}
