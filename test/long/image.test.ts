// The container image: the same digest each time, kept by Entrepot itself, run by podman and by Docker with compose.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { readFileSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { programPassword, projectRoot, temporaryFolder } from '../support/program.ts'
import { testWith } from '../support/programs.ts'
import { basic, RegistryClient, randomBlob } from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { answered } from './answered.ts'
import { writeBaseLayout } from './base-layout.ts'
import { type BuiltPrograms, buildPrograms } from './built-programs.ts'
import { command } from './command.ts'
import { podmanIn, podmanRunOptions, startDocker } from './engines.ts'
import { freePort } from './free-port.ts'
import { rootOnly } from './root-only.ts'
import { endStarted, started } from './started.ts'

const minute = 60_000
const folder = temporaryFolder()
const base = join(folder.path, 'base')
const image = join(folder.path, 'image')
let built: BuiltPrograms
let architectures: readonly string[]
let digest: string
let registry: TestServer
let credentials: string
/** Where the image is in the registry. */
let reference: string

beforeAll(async () => {
  built = await buildPrograms()
  architectures = writeBaseLayout(base).architectures
  digest = await makeImage(image)
  registry = await startTestServer()
  credentials = `admin:${registry.adminPassword}`
  reference = `${registry.host}/library/entrepot:1`
}, 5 * minute)
afterAll(async () => {
  endStarted()
  await registry?.stop()
  built?.remove()
  folder.remove()
}, minute)

/** @returns what the command prints: the digest */
async function makeImage(out: string, ...more: string[]): Promise<string> {
  const options = ['--base', base, '--programs', built.folder, '--out', out, '--tag', 'made', ...more]
  return (await command(['npm', 'run', 'image', '--silent', '--', ...options], { cwd: projectRoot })).trim()
}

function readBlob(layout: string, name: string) {
  return JSON.parse(readFileSync(join(layout, 'blobs', name.replace(':', '/')), 'utf8'))
}

describe('the layout', () => {
  test(
    'is the same each time',
    async () => {
      expect(await makeImage(join(folder.path, 'again'))).toBe(digest)
    },
    minute,
  )

  test('has each platform of the base, and says how to run it', () => {
    const index = readBlob(image, digest)
    expect(index.manifests.map(({ platform }: { platform: object }) => platform)).toEqual(
      architectures.map((architecture) => ({ os: 'linux', architecture })),
    )
    for (const { digest: name } of index.manifests) {
      const { config } = readBlob(image, readBlob(image, name).config.digest)
      expect(config).toMatchObject({
        User: '65532:65532',
        Entrypoint: ['/usr/local/bin/entrepot'],
        Cmd: ['serve'],
        ExposedPorts: { '5000/tcp': {} },
        Volumes: { '/var/lib/entrepot': {} },
        Labels: { 'org.opencontainers.image.title': 'Entrepot' },
      })
      expect(config.Env).toContain('PATH=/usr/local/bin') // of the base
    }
  })

  test.each([
    [['--base', '/nonexistent'], '/nonexistent is not an OCI image layout'],
    [['--base-tag', 'absent'], 'the base holds no image for linux/amd64 or linux/arm64'],
    [['--programs', '/nonexistent'], 'is absent: `npm run build` makes it'],
  ])('%j is refused in words', async (more, words) => {
    expect(makeImage(join(folder.path, 'refused'), ...more)).rejects.toThrow(words)
  })
})

describe('the image', () => {
  testWith(
    ['skopeo'],
    'is pushed to Entrepot and comes back as it was',
    async ({ skopeo }) => {
      const copy = (...args: string[]) =>
        command([skopeo!, '--insecure-policy', 'copy', '--quiet', '--all', '--preserve-digests', ...args])
      const [push, pull] = ['dest', 'src'].map((side) => [
        `--${side}-tls-verify=false`,
        `--${side}-creds`,
        credentials,
      ])
      await copy(...push!, `oci:${image}:made`, `docker://${reference}`)
      const back = join(folder.path, 'back')
      await copy(...pull!, `docker://${reference}`, `oci:${back}:made`)
      const index = JSON.parse(readFileSync(join(back, 'index.json'), 'utf8'))
      expect(index.manifests[0].digest).toBe(digest)
    },
    minute,
  )

  rootOnly(
    ['podman', 'unshare'],
    'podman pulls it and runs it: not as root, on a read-only root, data in a volume',
    async () => {
      const engine = join(folder.path, 'podman')
      const podman = podmanIn(engine)
      await command([...podman, 'pull', '--quiet', '--tls-verify=false', '--creds', credentials, reference])
      const run = () =>
        started({
          command: [
            ...podman,
            ...['run', '--rm', '--name', 'served', ...podmanRunOptions, '--env', 'ENTREPOT_*'],
            ...[
              '--read-only',
              '--read-only-tmpfs=false',
              '--cap-drop=all',
              '--volume',
              'kept:/var/lib/entrepot',
            ],
            reference,
          ],
        })
      let server = await run()
      const layer = randomBlob(2_000_000)
      let client = new RegistryClient(server.url, basic('admin', programPassword))
      const pushed = await client.pushImage('library/inside', '1', layer)
      const port = ['--env', `ENTREPOT_HTTP_PORT=${server.port}`]
      expect(await command([...podman, 'exec', ...port, 'served', '/usr/local/bin/entrepot', 'health'])).toBe(
        'ready\n',
      )
      expect(statSync(join(engine, 'graph/volumes/kept/_data/entrepot.sqlite')).uid).toBe(65532)
      server.signal('SIGTERM')
      expect(await server.exited).toBe(0)

      server = await run()
      client = new RegistryClient(server.url, basic('admin', programPassword))
      const manifest = await client.send('GET', '/v2/library/inside/manifests/1')
      expect(manifest.headers.get('docker-content-digest')).toBe(pushed)
      server.signal('SIGTERM')
      expect(await server.exited).toBe(0)
    },
    2 * minute,
  )

  rootOnly(
    ['dockerd', 'docker', 'docker-compose', 'unshare'],
    'Docker pulls it and runs it by deploy/compose.yaml, healthy',
    async () => {
      const engine = await startDocker(join(folder.path, 'docker'))
      const port = await freePort()
      const env = {
        ...engine.env,
        ENTREPOT_IMAGE: reference,
        ENTREPOT_PORT: String(port),
        ENTREPOT_ADMIN_PASSWORD: programPassword,
      }
      const compose = (...args: string[]) =>
        command(
          [
            'docker-compose',
            '--project-name',
            'entrepot-test',
            '-f',
            join(projectRoot, 'deploy/compose.yaml'),
            ...args,
          ],
          { env },
        )
      try {
        await compose('--profile', 'single', '--profile', 'cluster', 'config', '--quiet')
        const [user, password] = credentials.split(':')
        await command(['docker', 'login', '-u', user!, '-p', password!, registry.host], { env })
        await compose('up', '--detach', 'entrepot')
        const container = (await compose('ps', '--quiet', 'entrepot')).trim()
        const health = ['docker', 'inspect', '--format', '{{.State.Health.Status}}', container]
        while ((await command(health, { env })).trim() !== 'healthy') await Bun.sleep(200)
        const client = new RegistryClient(`http://127.0.0.1:${port}`, basic('admin', programPassword))
        const pushed = await client.pushImage('library/composed', '1')
        await compose('up', '--detach', '--force-recreate', 'entrepot')
        const manifest = await answered(() => client.send('GET', '/v2/library/composed/manifests/1'))
        expect(manifest.headers.get('docker-content-digest')).toBe(pushed)
      } finally {
        await compose('--profile', 'single', 'down', '--volumes')
        await engine.stop()
      }
    },
    3 * minute,
  )
})
