// BuildKit: a buildkitd of the test's own, which builds, pushes, and keeps its cache in the registry.
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Bench } from './bench.ts'
import { type Client, layersOnly, type Session } from './client.ts'
import { startDaemon } from './daemon.ts'
import { PLATFORMS } from './image.ts'
import { mustPass, type Ran, run } from './run.ts'

const SOCKET = 'buildkit.sock'

async function startEngine(bench: Bench, folder: string) {
  const { host, ca } = bench.registry
  const config = join(folder, 'buildkitd.toml')
  const address = `unix://${join(folder, SOCKET)}`
  // The native snapshotter copies instead of mounting; no build here runs a command, so runc only has to exist.
  await writeFile(
    config,
    `root = "${join(folder, 'root')}"
[grpc]
address = ["${address}"]
[worker.oci]
enabled = true
snapshotter = "native"
[worker.containerd]
enabled = false
[registry."${host}"]
${ca ? `http = false\nca = ["${ca}"]` : 'http = true'}
`,
  )
  const env = bench.environment(folder)
  return startDaemon(['buildkitd', '--config', config], {
    env,
    log: join(folder, 'buildkitd.log'),
    ready: async () =>
      (await run(['buildctl', '--addr', address, 'debug', 'workers'], { env })).exitCode === 0,
  })
}

type Builder = Session & {
  /** Builds `dockerfile`, whose context holds one file, `greeting`. */
  build(dockerfile: string, ...more: string[]): Promise<Ran>
  prune(): Promise<Ran>
}

async function open(bench: Bench, home: string): Promise<Builder> {
  const engine = await bench.daemon('buildkitd', (folder) => startEngine(bench, folder))
  // buildctl, not the daemon, asks for tokens: SSL_CERT_FILE in its environment tells it of our authority.
  const env = { ...bench.environment(home), DOCKER_CONFIG: home }
  const buildctl = (...args: string[]) =>
    run(['buildctl', '--addr', `unix://${join(engine, SOCKET)}`, ...args], { env })

  const build = async (dockerfile: string, ...more: string[]): Promise<Ran> => {
    const context = join(home, `context-${Bun.hash.crc32(dockerfile)}`)
    await mkdir(context, { recursive: true })
    await writeFile(join(context, 'Dockerfile'), dockerfile)
    await writeFile(join(context, 'greeting'), `built in ${home}\n`)
    const local = ['--local', `context=${context}`, '--local', `dockerfile=${context}`]
    return buildctl('build', '--progress=plain', '--frontend=dockerfile.v0', ...local, ...more)
  }
  /** What an image's own layout holds goes out again with its layers untouched, and a new config. */
  const push = (layout: string, digest: string, reference: string, ...more: string[]) =>
    build(
      'FROM base\n',
      ...['--oci-layout', `source=${layout}`, '--opt', `context:base=oci-layout://source@${digest}`],
      ...['--output', `type=image,name=${reference},push=true`, ...more],
    )
  const pull = (reference: string, folder: string, platforms: readonly string[] = ['amd64']) =>
    build(
      `FROM ${reference}\n`,
      ...['--opt', `platform=${platforms.map((name) => `linux/${name}`).join(',')}`],
      ...['--output', `type=oci,tar=false,dest=${folder}`],
    )
  return {
    build,
    prune: () => buildctl('prune', '--all'),
    login: async ({ user, password }) => {
      const auths = { [bench.registry.host]: { auth: btoa(`${user}:${password}`) } }
      await writeFile(join(home, 'config.json'), JSON.stringify({ auths }))
      return undefined
    },
    push: ({ image, files }, reference) =>
      push(files.layout, image.platforms.amd64.manifest.digest, reference),
    pull,
    pushIndex: ({ image, files }, reference) => {
      const platforms = PLATFORMS.map((name) => `linux/${name}`).join(',')
      return push(files.multiLayout, image.index.digest, reference, '--opt', `platform=${platforms}`)
    },
    pullIndex: (reference, folder) => pull(reference, folder, PLATFORMS),
  }
}

/** Exports the cache of a build, forgets it, and sees the next build take its step from the registry. */
async function exportAndImportCache(bench: Bench, name: string, form: string): Promise<void> {
  const session = await open(bench, await bench.newFolder('buildkit'))
  await session.login(bench.registry.developer)
  const cache = `type=registry,ref=${bench.reference(`buildkit/${name}`)}`
  const dockerfile = `FROM scratch\nCOPY greeting /${name}\n`
  mustPass(await session.build(dockerfile, '--export-cache', `${cache},mode=max,oci-mediatypes=true,${form}`))
  mustPass(await session.prune())
  const folder = await bench.newFolder('buildkit')
  const output = ['--output', `type=oci,tar=false,dest=${folder}`]
  const again = mustPass(await session.build(dockerfile, '--import-cache', cache, ...output))
  // A step whose result comes from the cache shows its layer's digest as it is fetched, or CACHED.
  const step = again.output.match(/^#(\d+) \[1\/1\] COPY/m)?.[1]
  const taken = new RegExp(`^#${step} (CACHED|sha256:)`, 'm')
  if (!step || !taken.test(again.output)) throw new Error(`the cache was not used:\n${again.output}`)
}

export const buildkit: Client = {
  name: 'buildkit',
  needs: ['buildkitd', 'buildctl'],
  cannot: {
    'log in': "buildctl has no login: it reads Docker's config.json",
    delete: 'buildctl has no command that deletes in a registry',
  },
  // A build writes a config of its own; the layers of its base stay byte for byte.
  moves: layersOnly,
  open,
  extras: {
    'cache export as an image': (bench) => exportAndImportCache(bench, 'cache-image', 'image-manifest=true'),
    'cache export as an index': (bench) => exportAndImportCache(bench, 'cache-index', 'image-manifest=false'),
  },
}
