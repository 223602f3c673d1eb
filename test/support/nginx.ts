// A real nginx in front of a test server: its configuration is written by the test, its files go with it.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface Nginx {
  stop(): Promise<void>
}

/**
 * Starts nginx with these server blocks and waits until it listens.
 * @param program nginx's path
 * @param listens `<address>:<port>` of one of the blocks
 * @throws with nginx's words when it does not start
 */
export async function startNginx(program: string, servers: string, listens: string): Promise<Nginx> {
  const folder = mkdtempSync(join(tmpdir(), 'entrepot-nginx-'))
  const config = join(folder, 'nginx.conf')
  const places = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
    (name) => `${name}_temp_path ${folder}/${name};`,
  )
  // As root, nginx would hand its workers to a user who cannot enter the folder.
  const user = process.getuid?.() === 0 ? 'user root;' : ''
  writeFileSync(
    config,
    `${user} daemon off; worker_processes 1; pid ${folder}/pid; error_log stderr warn;
     events { worker_connections 256; }
     http { access_log off; ${places.join(' ')} ${servers} }`,
  )
  const child = Bun.spawn([program, '-p', folder, '-c', config], {
    stdin: 'ignore',
    stdout: 'ignore',
    stderr: 'pipe',
  })
  const stop = async () => {
    child.kill('SIGTERM')
    await child.exited
    rmSync(folder, { recursive: true, force: true })
  }
  const ended = child.exited.then(async (code) => {
    throw new Error(`nginx ended with ${code}: ${await new Response(child.stderr).text()}`)
  })
  ended.catch(() => {})
  await Promise.race([untilListening(listens), ended]).catch(async (error) => {
    await stop()
    throw error
  })
  return { stop }
}

async function untilListening(address: string): Promise<void> {
  const [host, port] = address.split(':')
  for (;;) {
    const open = await new Promise<boolean>((resolve) => {
      const socket = connect(Number(port), host)
      socket.on('connect', () => resolve(true)).on('error', () => resolve(false))
      socket.on('connect', () => socket.destroy())
    })
    if (open) return
    await Bun.sleep(20)
  }
}
