// Forms as browsers and scripts send them.
import { Failure } from '../errors.ts'
import { readBody } from './body.ts'
import { holdsNul } from './nul.ts'

/** The fields of an urlencoded body. @throws Failure 413 beyond `limit` bytes; BAD_REQUEST */
export async function readForm(request: Request, limit: number): Promise<URLSearchParams> {
  const body = await readBody(request, limit, () => new Failure('REQUEST_ENTITY_TOO_LARGE'))
  const text = new TextDecoder().decode(body)
  // PostgreSQL takes no NUL in a text.
  if (holdsNul(text)) throw new Failure('BAD_REQUEST', { message: 'the form holds a NUL character' })
  return new URLSearchParams(text)
}
