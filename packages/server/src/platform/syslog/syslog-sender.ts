// Sends messages to a syslog receiver over UDP, TCP or TLS, and says whether they arrived as far as that can be known.
import { createSocket } from 'node:dgram'
import { connect as connectTcp, isIP, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { SyslogEndpoint } from './endpoint-rules.ts'

/** A receiver that has all of it but does not end the connection is believed after so many milliseconds. */
const patience = 5_000

/**
 * Over TCP and TLS a batch has a connection of its own, which the sender ends: when the receiver ends it too, it has
 * read everything. TCP alone would not say so. Over UDP what is lost is lost.
 * Rejects when the receiver is not there, or the signal fires.
 */
export function sendSyslog(
  endpoint: SyslogEndpoint,
  messages: readonly Buffer[],
  signal: AbortSignal,
): Promise<void> {
  return endpoint.transport === 'udp'
    ? sendDatagrams(endpoint, messages, signal)
    : sendStream(endpoint, messages, signal)
}

function sendStream(
  endpoint: SyslogEndpoint,
  messages: readonly Buffer[],
  signal: AbortSignal,
): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>()
  const socket = open(endpoint)
  let timer: Timer | undefined
  const abort = () => socket.destroy(new Error('the receiver took too long'))
  signal.addEventListener('abort', abort, { once: true })
  let finished = false
  socket.on('error', reject)
  socket.on('finish', () => {
    finished = true
    timer = setTimeout(() => socket.destroy(), patience)
  })
  socket.on('close', () => (finished ? resolve() : reject(new Error('the receiver ended the connection'))))
  // What it says is of no interest, but has to be read for its end to be seen.
  socket.resume()
  socket.end(framed(messages))
  return promise.finally(() => {
    clearTimeout(timer)
    signal.removeEventListener('abort', abort)
    socket.destroy()
  })
}

function open({ transport, host, port }: SyslogEndpoint): Socket {
  if (transport === 'tcp') return connectTcp({ host, port })
  // RFC 6066 §3: a server name is never an address.
  return connectTls({ host, port, ...(isIP(host) === 0 && { servername: host }) })
}

/** RFC 6587 §3.4.1 and RFC 5425 §4.3: each message after its length. */
function framed(messages: readonly Buffer[]): Buffer {
  return Buffer.concat(messages.flatMap((message) => [Buffer.from(`${message.byteLength} `), message]))
}

async function sendDatagrams(
  { host, port }: SyslogEndpoint,
  messages: readonly Buffer[],
  signal: AbortSignal,
): Promise<void> {
  const socket = createSocket({ type: isIP(host) === 6 ? 'udp6' : 'udp4' })
  // An error that comes late belongs to no send.
  socket.on('error', () => {})
  try {
    for (const message of messages) {
      signal.throwIfAborted()
      await new Promise<void>((done, fail) =>
        socket.send(message, port, host, (error) => (error ? fail(error) : done())),
      )
    }
  } finally {
    socket.close()
  }
}
