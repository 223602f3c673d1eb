// The frame around handlers: an answer with a status that the contract does not declare never goes by unseen.
import { expect, test } from 'bun:test'
import { Writable } from 'node:stream'
import { type OperationId, routes } from '@entrepot/contract'
import { Failure, type FailureCode } from '../errors.ts'
import { createLog } from '../log.ts'
import { Api, type ApiHandlers, undeclaredStatus } from './api.ts'
import { RequestContext } from './request-context.ts'

/** What is logged when every operation fails with this code and `getHealth` is asked. */
async function loggedAfter(code: FailureCode): Promise<string> {
  const lines: string[] = []
  const log = createLog(
    'error',
    new Writable({
      write(chunk, _encoding, done) {
        lines.push(String(chunk))
        done()
      },
    }),
  )
  const fail = async () => {
    throw new Failure(code)
  }
  const ids = Object.keys(routes) as OperationId[]
  const api = new Api<string>({
    handlers: Object.fromEntries(ids.map((id) => [id, fail])) as unknown as ApiHandlers<string>,
    authenticate: async () => 'somebody',
    holds: async () => true,
    anonymous: 'nobody',
    nameOf: (principal) => principal,
    admit: async () => {},
    jsonBodySize: 1000,
  })
  const facts = {
    ...{ id: '1', traceparent: undefined, address: '127.0.0.1', base: 'http://localhost' },
    ...{ method: 'GET', path: '/api/v2.0/health', query: new URLSearchParams() },
  }
  const context = new RequestContext(facts, log, () => {})
  await api.handle(new Request('http://localhost/api/v2.0/health'), context)
  return lines.join('')
}

test('a status that an operation does not declare is logged as an error, with the operation', async () => {
  const line = await loggedAfter('CONFLICT')
  expect(line).toContain(undeclaredStatus)
  expect(JSON.parse(line)).toMatchObject({ level: 'error', operation: 'getHealth', status: 409 })
})

test('what any operation may answer is not', async () => {
  for (const code of ['REQUEST_ENTITY_TOO_LARGE', 'TOOMANYREQUESTS', 'UNAVAILABLE'] as const) {
    expect(await loggedAfter(code)).not.toContain(undeclaredStatus)
  }
})
