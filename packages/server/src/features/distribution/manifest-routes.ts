// Manifests over HTTP: byte-exact out, verified in.
import { parseTagName, type TagName } from '@entrepot/oci'
import { Failure } from '../../platform/errors.ts'
import { readBody } from '../../platform/http/body.ts'
import type { RequestContext } from '../../platform/http/request-context.ts'
import { causeOf } from '../identity/index.ts'
import type { Admitted } from './access.ts'
import { matchesEtag } from './conditions.ts'
import type { Manifests } from './manifests.ts'
import type { PullCounts } from './pull-counts.ts'
import type { PullEvents } from './pull-events.ts'
import type { PullLimit } from './pull-limit.ts'
import type { ManifestReference } from './target.ts'

export interface ManifestRouteLimits {
  readonly manifestSize: number
  readonly tagParameters: number
}

export class ManifestRoutes {
  constructor(
    private readonly manifests: Manifests,
    private readonly pullLimit: PullLimit,
    private readonly pulls: { readonly counts: PullCounts; readonly events: PullEvents },
    private readonly limits: ManifestRouteLimits,
  ) {}

  async get(
    request: Request,
    context: RequestContext,
    from: Admitted,
    reference: ManifestReference,
  ): Promise<Response> {
    const isGet = request.method === 'GET'
    const limitHeaders = this.pullLimit.headers(from.principal.actor, context.address, isGet)
    const manifest = await this.manifests.get(from, reference)
    const etag = `"${manifest.digest}"`
    const headers = {
      'content-type': manifest.mediaType,
      'content-length': String(manifest.size),
      'docker-content-digest': manifest.digest,
      etag,
      // Who pushes a manifest chooses its type, `text/html` too: a browser shall not run it under the registry's address.
      'x-content-type-options': 'nosniff',
      'content-security-policy': 'sandbox',
      ...limitHeaders,
    }
    if (matchesEtag(request.headers.get('if-none-match'), etag)) {
      const { 'content-length': _, ...unchanged } = headers
      return new Response(null, { status: 304, headers: unchanged })
    }
    if (!isGet) return new Response(null, { headers })
    this.pulls.counts.note(from.repositoryId as number, manifest.id, manifest.tagId)
    this.pulls.events.note(from, manifest, reference, context)
    return new Response(manifest.body as Uint8Array<ArrayBuffer>, { headers })
  }

  async put(
    request: Request,
    context: RequestContext,
    into: Admitted,
    reference: ManifestReference,
  ): Promise<Response> {
    const extraTags = this.tagParameters(context.query)
    const body = await readBody(request, this.limits.manifestSize, () => this.tooLarge())
    const contentType = (request.headers.get('content-type') ?? '').split(';', 1)[0]?.trim() ?? ''
    const push = { reference, body, contentType, tags: extraTags }
    const { digest, subject } = await this.manifests.push(into, push, causeOf(into.principal, context))
    const headers = new Headers({
      location: `/v2/${into.name}/manifests/${digest}`,
      'docker-content-digest': digest,
      ...(subject && { 'oci-subject': subject }),
    })
    for (const tag of extraTags) headers.append('oci-tag', tag)
    return new Response(null, { status: 201, headers })
  }

  async delete(context: RequestContext, from: Admitted, reference: ManifestReference): Promise<Response> {
    const cause = causeOf(from.principal, context)
    if ('tag' in reference) await this.manifests.deleteTag(from, reference.tag, cause)
    else await this.manifests.deleteManifest(from, reference.digest, cause)
    return new Response(null, { status: 202 })
  }

  private tagParameters(query: URLSearchParams): TagName[] {
    const given = query.getAll('tag')
    if (given.length > this.limits.tagParameters) {
      throw new Failure('URI_TOO_LONG', { message: `at most ${this.limits.tagParameters} tags in one push` })
    }
    return given.map((text) => {
      const tag = parseTagName(text)
      if (!tag)
        throw new Failure('MANIFEST_INVALID', {
          message: 'a tag is malformed',
          detail: { tag: text.slice(0, 300) },
        })
      return tag
    })
  }

  private tooLarge(): Failure {
    return new Failure('SIZE_INVALID', {
      message: `the manifest is larger than the limit of ${this.limits.manifestSize} bytes`,
      status: 413,
    })
  }
}
