// Container engines of the tests' own: podman and dockerd in folders and a mount namespace that end with the test.
import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/**
 * Runs what follows it with a view of cgroups that engines understand: some machines mount both versions beside each
 * other, which crun and runc refuse. The mount is private to it, and so is whatever an engine mounts.
 */
function apart(mount: string): string[] {
  return ['unshare', '--mount', '/bin/sh', '-c', `${mount}; exec "$@"`, 'sh']
}

/** podman takes at most 50 characters for it, which a test's own folder may exceed. */
function runRoot(folder: string): string {
  const path = join('/run', `entrepot-test-${Bun.hash(folder).toString(36)}`)
  process.on('exit', () => rmSync(path, { recursive: true, force: true }))
  return path
}

/** The command of podman, with a store in `folder`; put `pull`, `run` and so on after it. As root. */
export function podmanIn(folder: string): string[] {
  return [
    ...apart('mount -t cgroup2 none /sys/fs/cgroup'),
    'podman',
    ...['--root', join(folder, 'graph'), '--runroot', runRoot(folder)],
    ...['--storage-driver=vfs', '--cgroup-manager=cgroupfs', '--events-backend=none'],
  ]
}

/** For `podman run`: what a machine may lack is left out, such as the right to raise limits. */
export const podmanRunOptions = [
  '--cgroups=disabled',
  '--network=host',
  '--log-driver=none',
  ...['--ulimit=nofile=1024:1024', '--ulimit=nproc=1024:1024'],
]

export interface DockerEngine {
  /** For `docker` and `docker-compose`. */
  readonly env: Readonly<Record<string, string>>
  stop(): Promise<void>
}

/** Starts dockerd with everything it writes in `folder`, without iptables: ports are published by its proxy. As root. */
export async function startDocker(folder: string): Promise<DockerEngine> {
  mkdirSync(folder, { recursive: true })
  const host = `unix://${join(folder, 'docker.sock')}`
  const log = join(folder, 'dockerd.log')
  const child = Bun.spawn(
    [
      ...apart('umount /sys/fs/cgroup/unified 2>/dev/null'),
      'dockerd',
      ...['--host', host, '--pidfile', join(folder, 'docker.pid'), '--storage-driver=vfs'],
      ...['--data-root', join(folder, 'data'), '--exec-root', join(folder, 'exec')],
      ...['--bridge=none', '--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false'],
    ],
    { stdin: 'ignore', stdout: Bun.file(log), stderr: Bun.file(log) },
  )
  const env = { PATH: process.env.PATH ?? '', HOME: folder, DOCKER_HOST: host, DOCKER_CONFIG: folder }
  writeFileSync(join(folder, 'config.json'), '{}')
  const answers = () => Bun.spawnSync(['docker', 'version'], { env, stderr: 'ignore' }).exitCode === 0
  while (!answers()) {
    if (child.exitCode !== null) throw new Error(`dockerd ended: ${await Bun.file(log).text()}`)
    await Bun.sleep(100)
  }
  return {
    env,
    stop: async () => {
      child.kill()
      await child.exited
    },
  }
}
