// The console over HTTP: its files under /assets/, and its one page at every other address that a browser asks for.
import { randomBytes } from 'node:crypto'
import { gunzipSync } from 'node:zlib'
import { Failure } from '../../platform/errors.ts'
import type { RequestContext } from '../../platform/http/request-context.ts'
import { type Console, type ConsoleFile, readConsole } from './console-pack.ts'

/** The first parts of the addresses that its pages have; packages/console/src/app/router.tsx knows the rest. */
const pages = /^\/(?:$|(?:repositories|projects|activity|administration|account|search)(?:\/|$))/

export class ConsoleRoutes {
  private loading: Promise<Console | undefined> | undefined

  /** @throws Failure NOT_FOUND for what is neither a file of it nor asked for by a browser */
  async handle(request: Request, context: RequestContext): Promise<Response> {
    const { path, method } = context
    const reads = method === 'GET' || method === 'HEAD'
    const isPage = pages.test(path)
    if (!reads || !(isPage || path.startsWith('/assets/') || wantsHtml(request))) throw nothingAt(path)
    // Read when it is first asked for: nodes that only hand out images never need it.
    this.loading ??= readConsole()
    const console = await this.loading
    const file = console?.files.get(path)
    context.route = file ? 'console file' : 'console page'
    if (file) return fileAnswer(request, file)
    if (!console || path.startsWith('/assets/')) throw nothingAt(path)
    return pageAnswer(console.page, isPage ? 200 : 404)
  }
}

function wantsHtml(request: Request): boolean {
  return request.headers.get('accept')?.includes('text/html') ?? false
}

function nothingAt(path: string): Failure {
  return new Failure('NOT_FOUND', { message: `path ${path.slice(0, 300)} was not found` })
}

/** Nothing from elsewhere, no script but its own files; the nonce is for the styles that its components make. */
function pageAnswer(page: string, status: number): Response {
  const nonce = randomBytes(16).toString('base64url')
  const policy =
    `default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; ` +
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
  return new Response(page.replaceAll('{{nonce}}', nonce), {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'same-origin',
      'cache-control': 'no-store',
    },
  })
}

/** Their names change with their contents: a browser keeps them for good. */
function fileAnswer(request: Request, file: ConsoleFile): Response {
  const headers = {
    'content-type': file.type,
    'cache-control': 'public, max-age=31536000, immutable',
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
  }
  const accepted = request.headers.get('accept-encoding') ?? ''
  const packed = (encoding: 'br' | 'gzip', bytes: Uint8Array<ArrayBuffer>) =>
    new Response(bytes, { headers: { ...headers, 'content-encoding': encoding } })
  if (/\bbr\b/.test(accepted)) return packed('br', file.brotli)
  if (/\bgzip\b/.test(accepted)) return packed('gzip', file.gzip)
  return new Response(gunzipSync(file.gzip), { headers })
}
