// Answers of text, with the length that the access log reads: the runtime adds it only after the log's line.

export interface TextResponseOptions {
  readonly status?: number
  readonly headers: Readonly<Record<string, string>>
}

export function textResponse(text: string, { status = 200, headers }: TextResponseOptions): Response {
  return new Response(text, {
    status,
    headers: { ...headers, 'content-length': String(Buffer.byteLength(text)) },
  })
}
