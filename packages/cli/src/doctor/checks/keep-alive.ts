// Whether a connection serves more than one request: without that, each layer pays for a new handshake.
import { type Check, ok, warning } from '../check.ts'

export const keepAliveCheck: Check = {
  name: 'keep-alive',
  async run(visit) {
    const connection = await visit.connect()
    try {
      connection.write(visit.head('GET /v2/', {}))
      const { head } = await connection.answer()
      if (/^connection: *close/im.test(head)) return closed()
      connection.write(visit.head('GET /v2/', {}))
      await connection.answer()
      return ok('one connection takes several requests')
    } catch (error) {
      visit.signal.throwIfAborted()
      return closed(error instanceof Error ? error.message : String(error))
    } finally {
      connection.close()
    }
  },
}

function closed(reason = 'Connection: close') {
  return warning(
    `each request needs a connection of its own (${reason}): pulls of many layers are slow`,
    'nginx: keepalive_timeout 75s; (0 switches it off), HAProxy: no option httpclose, Apache: KeepAlive On',
  )
}
