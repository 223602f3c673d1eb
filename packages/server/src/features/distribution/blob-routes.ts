// Blobs over HTTP: whole, in ranges, by HEAD, and their removal from a repository.
import { type Digest, parseRanges, type Range } from '@entrepot/oci'
import { second } from '../../platform/clock.ts'
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { RequestContext } from '../../platform/http/request-context.ts'
import type { Metrics } from '../../platform/metrics.ts'
import type { BlobRecord, Content } from '../content/index.ts'
import type { Admitted } from './access.ts'
import type { Blobs } from './blobs.ts'
import { multipart } from './byte-ranges.ts'
import { matchesEtag } from './conditions.ts'

export interface BlobRouteLimits {
  readonly rangesPerRequest: number
  /** Milliseconds. */
  readonly idleTimeout: number
}

/** The runtime's own idle clock goes no further. */
const longestIdleSeconds = 255

export class BlobRoutes {
  constructor(
    private readonly db: Database,
    private readonly content: Content,
    private readonly blobs: Blobs,
    private readonly limits: BlobRouteLimits,
    private readonly metrics: Metrics,
  ) {}

  async get(request: Request, context: RequestContext, from: Admitted, digest: Digest): Promise<Response> {
    const blob = await this.find(from, digest)
    const etag = `"${digest}"`
    const headers: Record<string, string> = {
      'content-type': 'application/octet-stream',
      'docker-content-digest': digest,
      etag,
      'accept-ranges': 'bytes',
      'cache-control': 'private, max-age=31536000, immutable',
      // Bun would otherwise add the file's own name.
      'content-disposition': 'attachment',
    }
    if (matchesEtag(request.headers.get('if-none-match'), etag))
      return new Response(null, { status: 304, headers })
    if (request.method === 'HEAD') {
      return new Response(null, { headers: { ...headers, 'content-length': String(blob.size) } })
    }
    // A client that stops reading is cut after the idle time; so is a file that was truncated under our hands.
    context.patience(Math.min(longestIdleSeconds, Math.ceil(this.limits.idleTimeout / second)))
    const ranges = this.rangesOf(request, blob, etag)
    if (ranges === undefined) return this.whole(request, blob, headers)
    return this.partial(blob, ranges, headers)
  }

  async delete(from: Admitted, digest: Digest): Promise<Response> {
    await this.blobs.unlink(from, digest)
    return new Response(null, { status: 202 })
  }

  private async find({ repositoryId }: Admitted, digest: Digest): Promise<BlobRecord> {
    const blob =
      repositoryId === undefined ? undefined : await this.content.find(this.db, repositoryId, digest)
    if (!blob) throw new Failure('BLOB_UNKNOWN', { detail: { digest } })
    return blob
  }

  /** Undefined: the whole blob, because no range is asked for, or it is to be ignored. */
  private rangesOf(request: Request, blob: BlobRecord, etag: string): Range[] | undefined {
    const header = request.headers.get('range')
    const condition = request.headers.get('if-range')
    if (header === null || (condition !== null && condition !== etag)) return undefined
    const ranges = parseRanges(header, blob.size, this.limits.rangesPerRequest)
    const total = ranges?.reduce((sum, { start, end }) => sum + end - start + 1, 0) ?? 0
    // Overlapping ranges that add up to more than the blob are an attack or a mistake (RFC 9110 §14.2).
    return ranges && ranges.length > 1 && total > blob.size ? undefined : ranges
  }

  private async whole(
    request: Request,
    blob: BlobRecord,
    headers: Record<string, string>,
  ): Promise<Response> {
    this.metrics.bytesOut.inc(blob.size)
    const body = await this.content.open(blob)
    // Bun applies a Range by itself when a 200's body is a whole file; a slice that ends later it leaves alone.
    const plain = body instanceof Blob && request.headers.has('range') ? body.slice(0, blob.size + 1) : body
    return new Response(plain, { headers: { ...headers, 'content-length': String(blob.size) } })
  }

  private async partial(
    blob: BlobRecord,
    ranges: Range[],
    headers: Record<string, string>,
  ): Promise<Response> {
    const [first] = ranges
    if (!first) {
      throw new Failure('RANGE_NOT_SATISFIABLE', {
        message: `the blob has ${blob.size} bytes`,
        headers: { 'content-range': `bytes */${blob.size}` },
      })
    }
    const open = (range: Range) => this.content.open(blob, range)
    this.metrics.bytesOut.inc(ranges.reduce((sum, { start, end }) => sum + end - start + 1, 0))
    if (ranges.length > 1) return multipart(open, ranges, blob.size, headers)
    return new Response(await open(first), {
      status: 206,
      headers: {
        ...headers,
        'content-range': `bytes ${first.start}-${first.end}/${blob.size}`,
        'content-length': String(first.end - first.start + 1),
      },
    })
  }
}
