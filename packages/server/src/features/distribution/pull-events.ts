// Pulls as events: the first of somebody's pulls of an artifact at once, the next ones once a window, counted.
import type { RepeatedEvents } from '../../platform/events/repeated-events.ts'
import { actorKey, causeOf, type RequestFacts } from '../identity/index.ts'
import type { Admitted } from './access.ts'
import type { StoredManifest } from './manifests-store.ts'
import type { ManifestReference } from './target.ts'

export class PullEvents {
  constructor(private readonly pulls: RepeatedEvents) {}

  /** Called at each pull: what has been pulled lately costs one look-up. */
  note(
    from: Admitted,
    manifest: Pick<StoredManifest, 'id' | 'digest' | 'tagId'>,
    reference: ManifestReference,
    request: RequestFacts,
  ): void {
    const { principal, name, access } = from
    const who = `${actorKey(principal.actor)} ${principal.via} ${request.address}`
    const key = `${manifest.id} ${manifest.tagId ?? ''} ${who}`
    if (this.pulls.again(key)) return
    const tag = 'tag' in reference ? { tag: reference.tag } : {}
    const body = { repository: name, digest: manifest.digest, ...tag }
    const event = { kind: 'artifact.pulled', projectId: access.project.id, body, passing: true }
    this.pulls.begin(key, { cause: causeOf(principal, request), event })
  }
}
