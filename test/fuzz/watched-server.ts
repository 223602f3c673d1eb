// A server for fuzzers, whose log is read: a line of level error is a fault, whatever the client was told.
import { Writable } from 'node:stream'
import { startTestServer, type TestEngine, type TestServer } from '../support/server.ts'

export interface WatchedServer {
  readonly server: TestServer
  /** Lines of level error and above since the last call, as text. */
  faults(): string[]
}

export async function startWatchedServer(engine: TestEngine): Promise<WatchedServer> {
  let faults: string[] = []
  const logTo = new Writable({
    write(chunk, _encoding, done) {
      for (const line of String(chunk).split('\n'))
        if (/^\{"level":"(?:error|fatal)"/.test(line)) faults.push(line)
      done()
    },
  })
  // Thousands of requests a second from one address, many of them logins that fail.
  const settings = {
    'limits.loginAttempts': '1000000',
    'limits.uploadsPerUser': '1000000',
    'limits.uploadsPerAddress': '1000000',
  }
  const server = await startTestServer({ engine, logTo, settings })
  return {
    server,
    faults: () => {
      const found = faults
      faults = []
      return found
    },
  }
}
