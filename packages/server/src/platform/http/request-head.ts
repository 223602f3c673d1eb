// The size of a request's head, as far as the runtime shows it.

/** Bytes above which the runtime itself refuses a head with 431 and closes, before anybody asks here. */
export const runtimeHeadLimit = 16 * 1024

const lineOverhead = 'HTTP/1.1\r\n'.length + 2
const headerOverhead = ': \r\n'.length

/** Bytes of the request line and the headers; a few more or less, as the runtime has parsed them already. */
export function headSize(request: Request): number {
  let size = request.method.length + request.url.length + lineOverhead
  for (const [name, value] of request.headers) size += name.length + value.length + headerOverhead
  return size
}
