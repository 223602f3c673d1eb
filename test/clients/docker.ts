// Docker Engine: a dockerd of the test's own, and the docker command.
import { join } from 'node:path'
import type { Bench } from './bench.ts'
import { type Client, contents } from './client.ts'
import { startDaemon } from './daemon.ts'
import { PLATFORMS } from './image.ts'
import { mustPass, type Ran, run } from './run.ts'

const SOCKET = 'docker.sock'

/** Starts dockerd so that it touches nothing outside `folder`, needs no bridge, no iptables and no overlay mounts. */
async function startEngine(bench: Bench, folder: string) {
  const socket = `unix://${join(folder, SOCKET)}`
  const env = bench.environment(folder)
  const isolation = ['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false']
  return startDaemon(
    [
      'dockerd',
      ...['--host', socket, '--pidfile', join(folder, 'docker.pid')],
      ...['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')],
      ...isolation,
      '--ip-masq=false',
      // vfs copies instead of mounting, so it works where the root is an overlay already.
      '--storage-driver=vfs',
      // 127.0.0.0/8 counts as insecure by itself: HTTP, or HTTPS whose certificate is not checked.
    ],
    {
      // dockerd looks for containerd and its shim on PATH.
      env,
      log: join(folder, 'dockerd.log'),
      ready: async () => (await run(['docker', '-H', socket, 'version'], { env })).exitCode === 0,
    },
  )
}

export const docker: Client = {
  name: 'docker',
  needs: ['dockerd', 'docker'],
  cannot: { delete: 'docker has no command that deletes in a registry' },
  cannotOverTls: {
    index: 'docker manifest push speaks HTTP alone to a loopback address',
    'wrong password': "Debian 12's dockerd tries a loopback address by HTTP next, and shows that failure",
  },
  moves: contents,
  denied: /denied: requested access to the resource is denied/,
  async open(bench, home) {
    const engine = await bench.daemon('dockerd', (folder) => startEngine(bench, folder))
    const env = {
      ...bench.environment(home),
      DOCKER_HOST: `unix://${join(engine, SOCKET)}`,
      DOCKER_CONFIG: home,
    }
    const docker = (...args: string[]) => run(['docker', ...args], { env })

    const push = async (archive: string, local: string, reference: string): Promise<Ran> => {
      mustPass(await docker('load', '--input', archive))
      mustPass(await docker('tag', local, reference))
      return docker('push', reference)
    }
    const pull = async (reference: string, folder: string, architecture = 'amd64'): Promise<Ran> => {
      const pulled = await docker('pull', '--platform', `linux/${architecture}`, reference)
      if (pulled.exitCode !== 0) return pulled
      const archive = join(folder, `${architecture}.tar`)
      mustPass(await docker('save', '--output', archive, reference))
      await bench.unpack(folder, archive)
      return pulled
    }
    return {
      login: ({ user, password }) =>
        run(['docker', 'login', '-u', user, '--password-stdin', bench.registry.host], {
          env,
          input: password,
        }),
      push: ({ image, files }, reference) =>
        push(files.dockerArchives.amd64, `entrepot.test/${image.name}:amd64`, reference),
      pull,
      async pushIndex({ image, files }, reference) {
        const parts = PLATFORMS.map((architecture) => `${reference}-${architecture}`)
        for (const [i, architecture] of PLATFORMS.entries()) {
          const local = `entrepot.test/${image.name}:${architecture}`
          mustPass(await push(files.dockerArchives[architecture], local, parts[i]!))
        }
        // `docker manifest` speaks to the registry by itself, and does so by HTTP only when told.
        mustPass(await docker('manifest', 'create', '--insecure', reference, ...parts))
        return docker('manifest', 'push', '--insecure', reference)
      },
      async pullIndex(reference, folder) {
        const first = await pull(reference, folder)
        return first.exitCode === 0 ? pull(reference, folder, 'arm64') : first
      },
    }
  },
}
