// Receivers of syslog for tests: rsyslog itself, and sockets that speak as one.
import { createSocket } from 'node:dgram'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createServer as createTlsServer, type TlsOptions } from 'node:tls'

export interface SyslogReceiver {
  readonly port: number
  /** What arrived so far: one line for each message. */
  lines(): string[]
  stop(): Promise<void>
}

/** Milliseconds: far above what it takes to start. */
const startLimit = 20_000

/** rsyslog on a port of its own; a line is `<facility> <severity> <app> <id> <text>`, as it has understood it. */
export async function startRsyslog(program: string): Promise<SyslogReceiver> {
  const folder = mkdtempSync(join(tmpdir(), 'entrepot-rsyslog-'))
  const [config, output, portFile] = ['conf', 'out', 'port'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ]
  const fields = '%syslogfacility% %syslogseverity-text% %app-name% %msgid% %msg:::drop-last-lf%\\n'
  writeFileSync(
    config,
    `global(workDirectory="${folder}" maxMessageSize="64k")
     module(load="imtcp")
     template(name="seen" type="string" string="${fields}")
     input(type="imtcp" port="0" address="127.0.0.1" listenPortFileName="${portFile}")
     action(type="omfile" file="${output}" template="seen")\n`,
  )
  const child = Bun.spawn([program, '-n', '-f', config, '-i', join(folder, 'pid')], {
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
  })
  const read = (file: string) => {
    try {
      return readFileSync(file, 'utf8')
    } catch {
      return ''
    }
  }
  const deadline = performance.now() + startLimit
  while (read(portFile) === '') {
    if (child.exitCode !== null || performance.now() > deadline) {
      throw new Error(`rsyslogd did not start: ${await new Response(child.stderr).text()}`)
    }
    await Bun.sleep(20)
  }
  return {
    port: Number(read(portFile)),
    lines: () => read(output).split('\n').filter(Boolean),
    stop: async () => {
      child.kill()
      await child.exited
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** A socket that takes messages framed by their length (RFC 6587 §3.4.1), over TCP, or over TLS with `tls`. */
export async function listenForSyslog(
  options: { port?: number; tls?: TlsOptions } = {},
): Promise<SyslogReceiver> {
  const chunks: Buffer[][] = []
  const open = new Set<Socket>()
  const take = (socket: Socket) => {
    const own: Buffer[] = []
    chunks.push(own)
    open.add(socket)
    socket.on('data', (chunk: Buffer) => own.push(chunk))
    socket.on('error', () => {})
    socket.on('close', () => open.delete(socket))
  }
  const server: Server = options.tls ? createTlsServer(options.tls, take) : createServer(take)
  await new Promise<void>((done) => server.listen(options.port ?? 0, '127.0.0.1', done))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    port: address.port,
    lines: () => chunks.flatMap((own) => unframed(Buffer.concat(own).toString('latin1'))),
    stop: async () => {
      for (const socket of open) socket.destroy()
      await new Promise((done) => server.close(done))
    },
  }
}

export async function listenForDatagrams(): Promise<SyslogReceiver> {
  const socket = createSocket('udp4')
  const lines: string[] = []
  socket.on('message', (message) => lines.push(message.toString()))
  await new Promise<void>((done) => socket.bind(0, '127.0.0.1', done))
  return {
    port: socket.address().port,
    lines: () => [...lines],
    stop: () => new Promise<void>((done) => socket.close(() => done())),
  }
}

function unframed(text: string): string[] {
  const lines: string[] = []
  let rest = text
  while (rest !== '') {
    const [whole = '', length = ''] = /^(\d+) /.exec(rest) ?? []
    if (whole === '' || rest.length < whole.length + Number(length))
      throw new Error(`no frame: ${rest.slice(0, 100)}`)
    lines.push(rest.slice(whole.length, whole.length + Number(length)))
    rest = rest.slice(whole.length + Number(length))
  }
  return lines
}
