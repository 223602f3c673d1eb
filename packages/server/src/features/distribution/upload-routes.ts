// Uploads over HTTP (distribution-spec §Pushing Blobs): in one request, in chunks, by mount.
import {
  type Digest,
  type DigestAlgorithm,
  digestAlgorithm,
  isDigestAlgorithm,
  parseChunkRange,
  parseDigest,
  parseRepositoryName,
  type RepositoryName,
  withDefaultProject,
} from '@entrepot/oci'
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import { BodyInterrupted, bodyChunks, contentLength } from '../../platform/http/body.ts'
import type { RequestContext } from '../../platform/http/request-context.ts'
import type { Metrics } from '../../platform/metrics.ts'
import { sightOf } from '../authorization/index.ts'
import type { Admitted, RepositoryAccess } from './access.ts'
import { findReadableRepository } from './blobs-store.ts'
import { type Incoming, type Uploads, uploadHeaders } from './uploads.ts'

export interface UploadRouteLimits {
  /** Bytes; 0 asks for nothing. */
  readonly chunkMinLength: number
  /** Milliseconds. */
  readonly idleTimeout: number
}

export class UploadRoutes {
  constructor(
    private readonly db: Database,
    private readonly uploads: Uploads,
    private readonly access: RepositoryAccess,
    private readonly limits: UploadRouteLimits,
    private readonly metrics: Metrics,
  ) {}

  /** POST `blobs/uploads/`: a mount, a whole blob, or a new session. */
  async post(request: Request, context: RequestContext, into: Admitted): Promise<Response> {
    const { query } = context
    const mount = query.get('mount')
    if (mount !== null && (await this.mounted(into, requireDigest(mount), query.get('from')))) {
      return created(into.name, mount as Digest)
    }
    const given = query.get('digest')
    if (given !== null && mount === null) {
      const digest = requireDigest(given)
      await this.told(() =>
        this.uploads.receive(into, digest, digestAlgorithm(digest), this.incoming(request, context)),
      )
      return created(into.name, digest)
    }
    const uuid = await this.uploads.begin(
      into,
      requireAlgorithm(query.get('digest-algorithm')),
      context.address,
    )
    return this.accepted(into.name, uuid, 0)
  }

  async patch(request: Request, context: RequestContext, into: Admitted, uuid: string): Promise<Response> {
    const offset = await this.told(() =>
      this.uploads.append(into.name, uuid, this.incoming(request, context)),
    )
    return this.accepted(into.name, uuid, offset)
  }

  async put(request: Request, context: RequestContext, into: Admitted, uuid: string): Promise<Response> {
    const given = context.query.getAll('digest').at(-1)
    if (given === undefined) {
      throw new Failure('DIGEST_INVALID', { message: 'the closing request lacks the parameter `digest`' })
    }
    const digest = requireDigest(given)
    await this.told(() => this.uploads.finish(into, uuid, digest, this.incoming(request, context)))
    return created(into.name, digest)
  }

  async get(into: Admitted, uuid: string): Promise<Response> {
    const offset = await this.uploads.offset(into.name, uuid)
    return new Response(null, { status: 204, headers: uploadHeaders(into.name, uuid, offset) })
  }

  async delete(into: Admitted, uuid: string): Promise<Response> {
    await this.uploads.cancel(into.name, uuid)
    return new Response(null, { status: 204 })
  }

  private accepted(name: RepositoryName, uuid: string, offset: number): Response {
    const { chunkMinLength } = this.limits
    return new Response(null, {
      status: 202,
      headers: {
        ...uploadHeaders(name, uuid, offset),
        ...(chunkMinLength > 0 && { 'oci-chunk-min-length': String(chunkMinLength) }),
      },
    })
  }

  private async mounted(into: Admitted, digest: Digest, from: string | null): Promise<boolean> {
    const sources = from === null ? await this.anySource(into, digest) : await this.namedSource(into, from)
    return this.uploads.mount(into, digest, sources)
  }

  private async namedSource(into: Admitted, from: string): Promise<number[]> {
    const name = parseRepositoryName(from)
    if (!name) return [] // as a missing blob: the push goes on with an upload
    const id = await this.access.mountSource(into.principal, withDefaultProject(name))
    return id === undefined ? [] : [id]
  }

  /** Without `from`: this repository, else any that the caller may read. */
  private async anySource(into: Admitted, digest: Digest): Promise<number[]> {
    const { principal, access, repositoryId } = into
    const own = repositoryId === undefined ? [] : [repositoryId]
    if (principal.actor.type === 'anonymous') return own
    const other = await findReadableRepository(this.db, digest, sightOf(access, 'repository:pull'))
    return other === undefined ? own : [...own, other]
  }

  private incoming(request: Request, context: RequestContext): Incoming {
    const header = request.headers.get('content-range')
    const range = header === null ? undefined : parseChunkRange(header)
    if (header !== null && !range) {
      throw new Failure('BLOB_UPLOAD_INVALID', {
        message: `Content-Range of a chunk is <start>-<end>, not ${JSON.stringify(header.slice(0, 100))}`,
        status: 416,
      })
    }
    const length = contentLength(request)
    if (range && length !== undefined && length !== range.end - range.start + 1) {
      throw new Failure('SIZE_INVALID', { message: 'Content-Range and Content-Length disagree' })
    }
    const { bytesIn } = this.metrics
    const { idleTimeout } = this.limits
    return {
      length,
      range,
      async *chunks(signal) {
        for await (const chunk of bodyChunks(request, context, idleTimeout, signal)) {
          bytesIn.inc(chunk.byteLength)
          yield chunk
        }
      },
    }
  }

  /** A client that went away gets no answer; one that only paused too long learns why. */
  private async told<T>(work: () => Promise<T>): Promise<T> {
    try {
      return await work()
    } catch (error) {
      if (!(error instanceof BodyInterrupted)) throw error
      throw new Failure('REQUEST_TIMEOUT', { message: error.message, cause: error })
    }
  }
}

function created(name: RepositoryName, digest: Digest): Response {
  return new Response(null, {
    status: 201,
    headers: { location: `/v2/${name}/blobs/${digest}`, 'docker-content-digest': digest },
  })
}

function requireDigest(text: string): Digest {
  const digest = parseDigest(text)
  if (!digest) {
    throw new Failure('DIGEST_INVALID', {
      message: 'the digest is malformed, or of an algorithm other than sha256 and sha512',
      detail: { digest: text.slice(0, 300) },
    })
  }
  return digest
}

function requireAlgorithm(text: string | null): DigestAlgorithm {
  if (text === null) return 'sha256'
  if (!isDigestAlgorithm(text)) {
    throw new Failure('DIGEST_INVALID', { message: 'digest-algorithm must be sha256 or sha512' })
  }
  return text
}
