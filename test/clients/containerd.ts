// containerd: a daemon of the test's own, with ctr and a hosts.toml as clusters have it.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bench } from './bench.ts'
import { type Client, exactly } from './client.ts'
import { startDaemon } from './daemon.ts'
import { LAYOUT_TAG } from './image.ts'
import type { Account } from './registry.ts'
import { mustPass, type Ran, run } from './run.ts'

const SOCKET = 'containerd.sock'

async function startEngine(bench: Bench, folder: string) {
  const config = join(folder, 'config.toml')
  const socket = join(folder, SOCKET)
  // The CRI plugin wants a network set-up that pulling does not.
  await writeFile(
    config,
    `version = 2
root = "${join(folder, 'root')}"
state = "${join(folder, 'state')}"
disabled_plugins = ["io.containerd.grpc.v1.cri"]
[grpc]
address = "${socket}"
`,
  )
  const env = bench.environment(folder)
  return startDaemon(['containerd', '--config', config], {
    env,
    log: join(folder, 'containerd.log'),
    ready: async () => (await run(['ctr', '--address', socket, 'version'], { env })).exitCode === 0,
  })
}

/** Writes the folder that `--hosts-dir` names: one file for the registry, under its host and port. */
async function writeHosts(bench: Bench, home: string): Promise<string> {
  const { host, ca } = bench.registry
  const folder = join(home, 'hosts', host)
  await mkdir(folder, { recursive: true })
  const server = `${ca ? 'https' : 'http'}://${host}`
  const authority = ca ? `  ca = "${ca}"\n` : ''
  const capabilities = '  capabilities = ["pull", "resolve", "push"]\n'
  await writeFile(
    join(folder, 'hosts.toml'),
    `server = "${server}"\n[host."${server}"]\n${capabilities}${authority}`,
  )
  return join(home, 'hosts')
}

export const containerd: Client = {
  name: 'containerd',
  needs: ['containerd', 'ctr'],
  cannot: {
    'log in': 'ctr has no login: --user goes with each command',
    delete: 'ctr has no command that deletes in a registry',
  },
  moves: exactly,
  // It shows the challenge's error and not the registry's words.
  denied: /insufficient_scope: authorization failed|denied/,
  async open(bench, home) {
    const engine = await bench.daemon('containerd', (folder) => startEngine(bench, folder))
    const env = bench.environment(home)
    const hosts = ['--hosts-dir', await writeHosts(bench, home)]
    // A namespace for each session: sessions must not find each other's images.
    const namespace = `n${Bun.hash.crc32(home)}`
    const images = (...args: string[]) =>
      run(['ctr', '--address', join(engine, SOCKET), '--namespace', namespace, 'images', ...args], { env })
    let user: string[] = []

    const push = async (archive: string, name: string, reference: string): Promise<Ran> => {
      mustPass(await images('import', '--all-platforms', '--snapshotter=native', archive))
      return images('push', ...hosts, ...user, reference, `entrepot.test/${name}:${LAYOUT_TAG}`)
    }
    const pull = async (reference: string, folder: string, ...platforms: string[]): Promise<Ran> => {
      const pulled = await images('pull', ...hosts, ...user, '--snapshotter=native', ...platforms, reference)
      if (pulled.exitCode !== 0) return pulled
      const archive = join(folder, 'image.tar')
      mustPass(await images('export', ...platforms, archive, reference))
      await bench.unpack(folder, archive)
      return pulled
    }
    return {
      login: async (account: Account) => {
        user = ['--user', `${account.user}:${account.password}`]
        return undefined
      },
      push: ({ image, files }, reference) => push(files.archive, image.name, reference),
      pull,
      pushIndex: ({ image, files }, reference) => push(files.multiArchive, image.name, reference),
      pullIndex: (reference, folder) => pull(reference, folder, '--all-platforms'),
    }
  },
}
