// /v2: reads what a path names, finds out who asks and whether they may, and calls the one handler for it.
import { ociErrors } from '@entrepot/oci'
import { Failure } from '../../platform/errors.ts'
import { failureResponse, toFailure } from '../../platform/http/failure-response.ts'
import type { RequestContext } from '../../platform/http/request-context.ts'
import { actorName, causeOf, type Principal } from '../identity/index.ts'
import { type Authenticator, service } from '../tokens/index.ts'
import type { Action, RepositoryAccess } from './access.ts'
import type { BlobRoutes } from './blob-routes.ts'
import type { ListingRoutes } from './listing-routes.ts'
import type { ManifestRoutes } from './manifest-routes.ts'
import { parseTarget, type Target } from './target.ts'
import type { UploadRoutes } from './upload-routes.ts'

export interface DistributionHandlers {
  readonly authenticator: Authenticator
  readonly access: RepositoryAccess
  readonly blobs: BlobRoutes
  readonly uploads: UploadRoutes
  readonly manifests: ManifestRoutes
  readonly listings: ListingRoutes
  /** Rejects while nothing may be changed. */
  admitChange(): Promise<void>
}

type RepositoryTarget = Extract<Target, { name: unknown }> | { kind: 'extensions'; name: string }

const versionHeader = { 'docker-distribution-api-version': 'registry/2.0' }

/** What each method needs on each kind of target. containers/image cancels uploads holding only push. */
const actions: Record<RepositoryTarget['kind'], Partial<Record<string, Action>>> = {
  manifest: { GET: 'pull', HEAD: 'pull', PUT: 'push', DELETE: 'delete' },
  blob: { GET: 'pull', HEAD: 'pull', DELETE: 'delete' },
  uploads: { POST: 'push' },
  upload: { GET: 'push', PATCH: 'push', PUT: 'push', DELETE: 'push' },
  tags: { GET: 'pull' },
  referrers: { GET: 'pull' },
  extensions: { GET: 'pull' },
}

export class DistributionRoutes {
  constructor(private readonly to: DistributionHandlers) {}

  async handle(request: Request, context: RequestContext): Promise<Response> {
    context.route = 'v2'
    try {
      const response = await this.route(request, context)
      response.headers.set('docker-distribution-api-version', 'registry/2.0')
      const namespace = context.query.get('ns')
      if (namespace !== null && isPull(request))
        response.headers.set('oci-namespace', namespaceHeader(namespace))
      return response
    } catch (error) {
      const failure = inProtocol(toFailure(error, context))
      return failureResponse(failure, { ...versionHeader, ...challengeHeader(failure, context) })
    }
  }

  private async route(request: Request, context: RequestContext): Promise<Response> {
    const target = parseTarget(context.path)
    context.route = `v2 ${target.kind}`
    const principal = await this.to.authenticator.principalOf(
      request.headers.get('authorization'),
      context.address,
      context.id,
    )
    context.actor = actorName(principal.actor)
    if (target.kind === 'base') return this.base(request, principal)
    if (target.kind === 'catalog') {
      requireMethod(request, ['GET'])
      return this.to.listings.catalog(context, principal)
    }
    if (target.kind === 'extensions' && !target.name) {
      requireMethod(request, ['GET'])
      if (principal.via === 'anonymous') throw new Failure('UNAUTHORIZED')
      return this.to.listings.extensions()
    }
    return this.inRepository(request, context, principal, target as RepositoryTarget)
  }

  /** Clients learn here how to log in: 401 with a challenge even where public repositories exist. */
  private base(request: Request, principal: Principal): Response {
    requireMethod(request, ['GET', 'HEAD'])
    if (principal.via === 'anonymous') throw new Failure('UNAUTHORIZED')
    return Response.json({})
  }

  private async inRepository(
    request: Request,
    context: RequestContext,
    principal: Principal,
    target: RepositoryTarget,
  ): Promise<Response> {
    const allowed = actions[target.kind]
    const action = allowed[request.method]
    if (!action) throw methodNotAllowed(Object.keys(allowed))
    const deletesTag = target.kind === 'manifest' && action === 'delete' && 'tag' in target.reference
    const wish = {
      action,
      begins: action === 'push' && (target.kind === 'uploads' || target.kind === 'manifest'),
      ...(deletesTag && { permission: 'tag:delete' as const }),
    }
    const name = target.name as Extract<Target, { kind: 'tags' }>['name']
    if (!isPull(request)) await this.to.admitChange()
    const admitted = await this.to.access.admit(principal, name, wish, causeOf(principal, context))
    const { blobs, uploads, manifests, listings } = this.to
    switch (target.kind) {
      case 'manifest':
        if (action === 'pull') return manifests.get(request, context, admitted, target.reference)
        if (action === 'push') return manifests.put(request, context, admitted, target.reference)
        return manifests.delete(context, admitted, target.reference)
      case 'blob':
        if (action === 'pull') return blobs.get(request, context, admitted, target.digest)
        return blobs.delete(admitted, target.digest)
      case 'uploads':
        return uploads.post(request, context, admitted)
      case 'upload':
        if (request.method === 'PATCH') return uploads.patch(request, context, admitted, target.uuid)
        if (request.method === 'PUT') return uploads.put(request, context, admitted, target.uuid)
        if (request.method === 'DELETE') return uploads.delete(admitted, target.uuid)
        return uploads.get(admitted, target.uuid)
      case 'tags':
        return listings.tags(context, admitted)
      case 'referrers':
        return listings.referrers(context, admitted, target.digest)
      case 'extensions':
        return listings.extensions()
    }
  }
}

/** What the request did wrong is said with the specification's own codes; what is ours keeps its own. */
function inProtocol(failure: Failure): Failure {
  if (failure.code in ociErrors || failure.status >= 500) return failure
  const { message, detail, status, headers, challenge, cause } = failure
  const code =
    status === 413 || status === 416 ? 'SIZE_INVALID' : status === 408 ? 'BLOB_UPLOAD_INVALID' : 'UNSUPPORTED'
  return new Failure(code, { message, detail, status, headers, cause, ...(challenge && { challenge }) })
}

function isPull(request: Request): boolean {
  return request.method === 'GET' || request.method === 'HEAD'
}

/** Said back as it came, as far as it can be a host. */
function namespaceHeader(namespace: string): string {
  return namespace.replace(/[^a-zA-Z0-9.:_[\]/-]/g, '').slice(0, 255)
}

/** One challenge only: Bun folds several headers of a name into one line, which clients cannot read. */
function challengeHeader(failure: Failure, context: RequestContext): Record<string, string> {
  if (failure.status !== 401) return {}
  const { scope, error, description } = failure.challenge ?? {}
  const parameters = [
    `realm="${context.base}/service/token"`,
    `service="${service}"`,
    ...(scope ? [`scope="${scope}"`] : []),
    ...(error ? [`error="${error}"`] : []),
    // RFC 6750 §3: no quotes and no backslashes within.
    ...(description ? [`error_description="${description.replaceAll('"', "'")}"`] : []),
  ]
  return { 'www-authenticate': `Bearer ${parameters.join(',')}` }
}

function requireMethod(request: Request, allowed: string[]): void {
  if (!allowed.includes(request.method)) throw methodNotAllowed(allowed)
}

function methodNotAllowed(allowed: string[]): Failure {
  return new Failure('UNSUPPORTED', {
    message: `this endpoint answers ${allowed.join(', ')}`,
    headers: { allow: allowed.join(', ') },
  })
}
