// What clients and the log are told while the server starts: refusals on purpose are no errors.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Writable } from 'node:stream'
import { Failure } from '../errors.ts'
import { createLog } from '../log.ts'
import { Metrics } from '../metrics.ts'
import { Listener } from './listener.ts'
import { Pipeline } from './pipeline.ts'
import { answerWhileStarting } from './starting.ts'

let text = ''
const destination = new Writable({
  write(chunk, _encoding, done) {
    text += String(chunk)
    done()
  },
})
let listener: Listener
let origin: string

beforeAll(() => {
  const log = createLog('info', destination)
  const pipeline = new Pipeline(
    (request, context) => {
      if (context.path === '/broken') throw new Failure('UNAVAILABLE', { cause: new Error('no disk') })
      return answerWhileStarting(request, context)
    },
    {
      ...{ log, accessLog: true, metrics: new Metrics(), clock: Date.now, headerSize: 65_536 },
      ...{ requestTimeout: 5_000, idleTimeout: 60_000, keepAliveTimeout: 60_000 },
      ...{ connections: 10, connectionsPerAddress: 10, trustedProxies: [], externalUrl: undefined },
      ...{ fallbackHost: 'localhost', tls: false },
    },
  )
  listener = new Listener(pipeline, { host: '127.0.0.1', port: 0, tls: undefined, idleSeconds: 60 })
  origin = `http://127.0.0.1:${listener.port}`
})
afterAll(() => listener.stop(0))

async function levelsOf(path: string, status: number): Promise<string[]> {
  text = ''
  const answer = await fetch(origin + path)
  await answer.text()
  expect(answer.status).toBe(status)
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { level: string }).level)
}

test.each(['/v2/', '/api/v2.0/projects', '/readyz', '/'])('%s has no error in the log', async (path) => {
  expect(new Set(await levelsOf(path, 503))).toEqual(new Set(['info']))
})

test('what has failed is an error all the same', async () => {
  expect(await levelsOf('/broken', 503)).toContain('error')
})
