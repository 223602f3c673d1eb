// Takes back what the other checks left: the small artifact, and uploads that were not finished.
import { type Check, ok, warning } from '../check.ts'
import { askToken, tokenIn } from '../token-service.ts'
import type { Visit } from '../visit.ts'

export const cleanUpCheck: Check = {
  name: 'clean-up',
  async run(visit) {
    const { artifact, options, openUploads } = visit
    for (const upload of openUploads) await visit.sendAsUser('DELETE', upload)
    if (artifact?.tag === undefined)
      return openUploads.size === 0 ? undefined : ok('unfinished uploads are cancelled')
    await mayDelete(visit)
    const path = `/v2/${options.repository}/manifests/${artifact.manifest.digest}`
    const { status } = await visit.sendAsUser('DELETE', path)
    if (status === 202 || status === 200 || status === 204) return ok('the artifact is deleted again')
    const why = status === 405 ? 'the registry does not delete' : `${status}: deleting is not allowed`
    return warning(
      `${options.repository}:${artifact.tag} is still there (${why}); it has about 2 KB`,
      `Somebody who may delete, can: skopeo delete docker://${visit.target.name}/${options.repository}:${artifact.tag}`,
    )
  },
}

/** Deleting is a right of its own; who lacks it gets a token without it, or none. */
async function mayDelete(visit: Visit): Promise<void> {
  if (visit.challenge?.scheme !== 'bearer') return
  const token = tokenIn(await askToken(visit, 'pull,push,delete'))
  if (token !== undefined) visit.authorization = `Bearer ${token}`
}
