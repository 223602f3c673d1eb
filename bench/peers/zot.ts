// zot, where its program is on PATH or in ENTREPOT_TOOLS.
import { join } from 'node:path'
import { freePort } from '../../test/clients/registry.ts'
import { requireProgram } from '../../test/support/programs.ts'
import { startDaemon } from '../support/processes.ts'
import { answers, type Peer, type StartOptions } from './peer.ts'

export const zot: Peer = {
  name: 'zot',
  note: 'no authentication; `commit: true`, so it syncs as ours does',
  async available() {
    const found = requireProgram('zot')
    if ('missing' in found) return { absent: 'no program named zot on PATH or in ENTREPOT_TOOLS' }
    // It says its version on standard error, as a line of its log.
    const child = Bun.spawn([found.path, '--version'], { stdout: 'pipe', stderr: 'pipe' })
    const words = (await new Response(child.stdout).text()) + (await new Response(child.stderr).text())
    return { version: /\bv?\d+\.\d+\.\d+[\w.-]*/.exec(words)?.[0] ?? 'built from source' }
  },
  async start(options) {
    const found = requireProgram('zot')
    if ('missing' in found) throw new Error(found.missing)
    const { folder, tls } = options
    const port = await freePort()
    const url = `${tls ? 'https' : 'http'}://127.0.0.1:${port}`
    const file = join(folder, 'config.json')
    await Bun.write(file, JSON.stringify(configuration(String(port), options)))
    const daemon = await startDaemon([found.path, 'serve', file], {
      log: join(folder, 'server.log'),
      ready: () => answers(url),
    })
    return { url, ...daemon }
  },
}

function configuration(port: string, { folder, tls, accessLog }: StartOptions): object {
  return {
    distSpecVersion: '1.1.1',
    storage: { rootDirectory: join(folder, 'storage'), commit: true, gc: false, dedupe: false },
    http: { address: '127.0.0.1', port, ...(tls && { tls: { cert: tls.certificate, key: tls.key } }) },
    // Its lines about requests are of level info.
    log: { level: accessLog ? 'info' : 'error' },
  }
}
