// nginx with one file in place of a blob: what the machine and the load generator give at the most.
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { freePort } from '../../test/clients/registry.ts'
import { requireProgram } from '../../test/support/programs.ts'
import { startDaemon } from '../support/processes.ts'
import { answers, type Peer, type StartOptions } from './peer.ts'

/** The folder whose file of a digest's name is served as that blob. */
export const nginxBlobs = 'blobs'

export const nginx: Peer = {
  name: 'nginx',
  note: 'a file server, not a registry: the ceiling',
  ceiling: true,
  async available() {
    const found = requireProgram('nginx')
    if ('missing' in found) return { absent: found.missing }
    const child = Bun.spawn([found.path, '-v'], { stdout: 'ignore', stderr: 'pipe' })
    return { version: (await new Response(child.stderr).text()).trim().split('/').at(-1) ?? '' }
  },
  async start(options) {
    const found = requireProgram('nginx')
    if ('missing' in found) throw new Error(found.missing)
    const { folder, tls } = options
    await mkdir(join(folder, nginxBlobs), { recursive: true })
    const address = `127.0.0.1:${await freePort()}`
    const url = `${tls ? 'https' : 'http'}://${address}`
    const file = join(folder, 'nginx.conf')
    await Bun.write(file, configuration(address, options))
    const daemon = await startDaemon(
      [found.path, '-p', folder, '-c', file, '-e', join(folder, 'error.log')],
      {
        log: join(folder, 'server.log'),
        ready: () => answers(url),
      },
    )
    return { url, ...daemon }
  },
}

function configuration(address: string, { folder, tls, accessLog }: StartOptions): string {
  const secure = tls ? `ssl_certificate ${tls.certificate}; ssl_certificate_key ${tls.key};` : ''
  return `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
pid ${folder}/nginx.pid;
worker_processes auto;
events { worker_connections 4096; }
http {
  access_log ${accessLog ? `${folder}/access.log` : 'off'};
  client_body_temp_path ${folder}/body;
  proxy_temp_path ${folder}/proxy;
  fastcgi_temp_path ${folder}/fastcgi;
  uwsgi_temp_path ${folder}/uwsgi;
  scgi_temp_path ${folder}/scgi;
  sendfile on;
  keepalive_requests 100000000;
  server {
    listen ${address}${tls ? ' ssl' : ''};
    ${secure}
    location ~ /blobs/sha256:([0-9a-f]+)$ { alias ${folder}/${nginxBlobs}/$1; }
  }
}
`
}
