// Lists over HTTP: tags, referrers, the catalog, extensions. Each page costs the same, wherever it begins.
import { type Digest, mediaTypes, projectOf, type RepositoryName } from '@entrepot/oci'
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { RequestContext } from '../../platform/http/request-context.ts'
import { textResponse } from '../../platform/http/text-response.ts'
import { type Authorization, sightOf } from '../authorization/index.ts'
import type { Principal } from '../identity/index.ts'
import { listCatalog } from '../projects/index.ts'
import type { Admitted } from './access.ts'
import { listTags } from './manifests-store.ts'
import { referrersOf } from './referrers.ts'

export interface ListingLimits {
  readonly pageSize: number
}

const catalogScope = 'registry:catalog:*'

export class ListingRoutes {
  constructor(
    private readonly db: Database,
    private readonly authorization: Authorization,
    private readonly limits: ListingLimits,
  ) {}

  async tags(context: RequestContext, from: Admitted): Promise<Response> {
    const { name, repositoryId, visible } = from
    if (repositoryId === undefined || !visible) throw new Failure('NAME_UNKNOWN', { detail: { name } })
    const page = this.pageOf(context)
    const found = page.n === 0 ? [] : await listTags(this.db, repositoryId, page.last, page.n + 1)
    return this.listed({ name, tags: found.slice(0, page.n) }, found, page.n, `/v2/${name}/tags/list`)
  }

  async catalog(context: RequestContext, principal: Principal): Promise<Response> {
    const mayList =
      principal.grants?.some((grant) => grant.type === 'registry' && grant.name === 'catalog') ?? true
    if (principal.via === 'anonymous')
      throw new Failure('UNAUTHORIZED', { challenge: { scope: catalogScope } })
    if (!mayList) {
      const challenge = { scope: catalogScope, error: 'insufficient_scope' } as const
      throw new Failure('DENIED', { status: 401, challenge })
    }
    const access = await this.authorization.access(principal, projectOf('/' as RepositoryName))
    const page = this.pageOf(context)
    const question = {
      viewer: sightOf(access, 'repository:pull'),
      after: page.last,
      limit: page.n + 1,
    }
    const found = page.n === 0 ? [] : await listCatalog(this.db, question)
    return this.listed({ repositories: found.slice(0, page.n) }, found, page.n, '/v2/_catalog')
  }

  async referrers(context: RequestContext, from: Admitted, digest: Digest): Promise<Response> {
    const { n, last } = this.pageOf(context)
    const artifactType = context.query.get('artifactType') ?? undefined
    const after = /^\d{1,15}$/.test(last) ? Number(last) : 0
    const repository = from.visible ? from.repositoryId : undefined
    const limit = Math.max(1, n)
    const { index, next } = await referrersOf(this.db, { repository, digest, artifactType, after, limit })
    const path = `/v2/${from.name}/referrers/${digest}`
    const filter = artifactType === undefined ? '' : `&artifactType=${encodeURIComponent(artifactType)}`
    return textResponse(JSON.stringify(index), {
      headers: {
        'content-type': mediaTypes.ociIndex,
        ...(artifactType !== undefined && { 'oci-filters-applied': 'artifactType' }),
        ...(next !== undefined && { link: `<${path}?n=${limit}&last=${next}${filter}>; rel="next"` }),
      },
    })
  }

  extensions(): Response {
    return Response.json({
      extensions: [
        {
          name: '_oci',
          description: 'Lists the extensions of this registry',
          url: 'https://github.com/opencontainers/distribution-spec/tree/main/extensions',
          endpoints: ['_oci/ext/discover'],
        },
      ],
    })
  }

  /** @param found one more than a page holds, when there is a next one */
  private listed(body: unknown, found: readonly string[], n: number, path: string): Response {
    const last = found.length > n ? found[n - 1] : undefined
    return textResponse(JSON.stringify(body), {
      headers: {
        'content-type': 'application/json;charset=utf-8',
        ...(last !== undefined && { link: `<${path}?n=${n}&last=${encodeURIComponent(last)}>; rel="next"` }),
      },
    })
  }

  /** `last` is only a position: it need not exist. */
  private pageOf({ query }: RequestContext): { n: number; last: string } {
    const { pageSize } = this.limits
    const given = query.get('n')
    if (given !== null && !/^\d{1,9}$/.test(given)) {
      throw new Failure('UNSUPPORTED', {
        message: 'the parameter n must be a whole number of entries',
        status: 400,
      })
    }
    return { n: given === null ? pageSize : Math.min(Number(given), pageSize), last: query.get('last') ?? '' }
  }
}
