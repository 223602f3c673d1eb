// The headers of a page of a list: how much there is, and where the neighbours are.
import type { RequestContext } from './request-context.ts'

const defaultSize = 10
/** As many entries as a page may have; asking for none asks for this. */
const largestSize = 100

/** Page and size as a request asks for them; both were checked by the contract's schema. */
function pageAsked({ page, page_size }: { page: number; page_size: number }): {
  page: number
  size: number
} {
  return { page: Math.max(1, page), size: page_size === 0 ? largestSize : page_size }
}

/** `Link` holds paths, sorted parameters, and the previous page first, as Harbor's clients have it. */
export function pageHeaders(context: RequestContext, total: number): Record<string, string> {
  const asked = {
    page: Number(context.query.get('page') || 1),
    page_size: Number(context.query.get('page_size') || defaultSize),
  }
  const { page, size } = pageAsked(asked)
  const last = Math.max(1, Math.ceil(total / size))
  const links = [
    ...(page > 1 ? [`<${address(context, Math.min(page - 1, last))}>; rel="prev"`] : []),
    ...(page < last ? [`<${address(context, page + 1)}>; rel="next"`] : []),
  ]
  return { 'x-total-count': String(total), ...(links.length > 0 && { link: links.join(' , ') }) }
}

function address(context: RequestContext, page: number): string {
  const query = new URLSearchParams(context.query)
  query.set('page', String(page))
  if (!query.has('page_size')) query.set('page_size', String(defaultSize))
  query.sort()
  return `${context.path}?${query}`
}
