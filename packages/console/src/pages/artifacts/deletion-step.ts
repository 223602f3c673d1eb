// The deletion of one artifact among several.
import { api, ClientError } from '../../api.ts'
import { repositoryParams } from '../../app/reference.ts'
import type { Step } from '../../ui/steps.tsx'

export function deletionStep(repository: string, digest: string): Step {
  return { key: digest, run: () => deleteOne(repository, digest) }
}

/** What somebody else has deleted meanwhile is as good as deleted. */
async function deleteOne(repository: string, digest: string): Promise<void> {
  try {
    await api.deleteArtifact({ params: { ...repositoryParams(repository), reference: digest } })
  } catch (error) {
    if (!(error instanceof ClientError && error.status === 404)) throw error
  }
}
