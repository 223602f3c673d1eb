// `entrepot doctor` against registries that are well: Entrepot over HTTP and TLS, and Debian's Docker registry.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type CertificateFiles, writeServerCertificate } from '../support/certificates.ts'
import { testWith } from '../support/programs.ts'
import { basic, RegistryClient } from '../support/registry-client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { startDockerRegistry } from './docker-registry.ts'
import { diagnose } from './doctor.ts'

const folder = mkdtempSync(join(tmpdir(), 'entrepot-doctor-'))
let plain: TestServer
let secure: TestServer
let files: CertificateFiles

beforeAll(async () => {
  files = await writeServerCertificate(folder, { from: -1, to: 90 })
  plain = await startTestServer()
  secure = await startTestServer({
    settings: { 'tls.certificate': files.certificate, 'tls.key': files.key },
  })
})
afterAll(async () => {
  await plain.stop()
  await secure.stop()
  rmSync(folder, { recursive: true })
})

const everything = [
  'name',
  'port',
  'protocol',
  '/v2/',
  'token address',
  'clock',
  'keep-alive',
  'streaming',
  'token',
  'push',
  'locations',
  'body size',
  'pull',
  'head',
  'ranges',
  'compression',
  'clean-up',
]

async function tagsOf(server: TestServer, repository: string): Promise<unknown> {
  const client = new RegistryClient(server.url, basic('admin', server.adminPassword))
  return ((await (await client.send('GET', `/v2/${repository}/tags/list`)).json()) as { tags?: unknown }).tags
}

describe('Entrepot over HTTP', () => {
  test('passes every check, and nothing is left of the artifact', async () => {
    const args = [plain.host, '--user', 'admin', '--repository', 'library/doctor', '--size', '3MiB']
    const { exitCode, url, said } = await diagnose(args, { env: { ENTREPOT_PASSWORD: plain.adminPassword } })
    const bad = Object.entries(said).filter(([, { status }]) => status !== 'ok')
    expect([exitCode, url, bad]).toEqual([0, plain.url, []])
    expect(Object.keys(said)).toEqual(everything)
    expect(said['body size']?.text).toStartWith('3 MiB in one request')
    expect(said.pull?.text).toContain('a blob of 1024 bytes')
    expect((await tagsOf(plain, 'library/doctor')) ?? []).toEqual([])
  })

  test('asks nothing that needs a login of somebody without one', async () => {
    const { exitCode, said } = await diagnose([plain.host])
    expect(exitCode).toBe(0)
    expect([said.push?.status, said.pull?.status]).toEqual(['skipped', 'skipped'])
    expect(said['body size']).toEqual({
      status: 'ok',
      text: expect.stringContaining('announced only'),
      mend: '',
    })
  })

  test('pulls what is there without a login', async () => {
    const client = new RegistryClient(plain.url, basic('admin', plain.adminPassword))
    await client.pushImage('library/there', 'v1')
    const { exitCode, said } = await diagnose([plain.host, '--repository', 'library/there'])
    expect(exitCode).toBe(0)
    expect(said.push?.status).toBe('skipped')
    expect(said.pull?.text).toStartWith('v1: the manifest and a blob')
    expect([said.head?.status, said.ranges?.status]).toEqual(['ok', 'ok'])
    expect(await tagsOf(plain, 'library/there')).toEqual(['v1'])
  })

  test('is found by a name that has several addresses', async () => {
    const { exitCode, said } = await diagnose([plain.host.replace('127.0.0.1', 'localhost')])
    expect([exitCode, said.name?.text]).toEqual([0, expect.stringContaining('127.0.0.1')])
  })
})

describe('Entrepot over TLS', () => {
  test('passes every check with its authority, the password from standard input, and a pause', async () => {
    const args = [secure.host, '--ca', files.ca, '--user', 'admin', '--password-stdin', '--slow', '0.2']
    const all = [...args, '--repository', 'library/doctor']
    const { exitCode, url, failed, warnings, said } = await diagnose(all, {
      stdin: `${secure.adminPassword}\n`,
    })
    expect([exitCode, url, failed, warnings]).toEqual([0, secure.url, [], []])
    expect(said.certificate?.text).toMatch(/^TLS 1.3, signed by "Entrepot test authority", 89 days left$/)
    expect(said.patience?.status).toBe('ok')
  })

  test('is trusted as podman trusts it, by its folder for this registry', async () => {
    const home = mkdtempSync(join(folder, 'home-'))
    const place = join(home, '.config/containers/certs.d', secure.host)
    mkdirSync(place, { recursive: true })
    await Bun.write(join(place, 'ca.crt'), Bun.file(files.ca))
    const { exitCode, said } = await diagnose([secure.host], { env: { HOME: home } })
    expect([exitCode, said.certificate?.status]).toEqual([0, 'ok'])
    expect(said.certificate?.text).toContain(`trusted by podman, buildah and skopeo only, by ${place}/ca.crt`)
  })
})

describe("Debian's Docker registry", () => {
  testWith(
    ['docker-registry'],
    'passes, and says that the artifact stays where deleting is off',
    async (paths) => {
      const registry = await startDockerRegistry(paths['docker-registry'] as string)
      try {
        const { exitCode, failed, warnings, said } = await diagnose([
          registry.host,
          '--repository',
          'doctor/test',
        ])
        expect([exitCode, failed, warnings]).toEqual([0, [], ['clean-up']])
        expect(said.locations?.text).toBe(`absolute, at http://${registry.host}`)
        expect(said['clean-up']?.text).toContain('the registry does not delete')
        expect(said['clean-up']?.mend).toContain(
          `skopeo delete docker://${registry.host}/doctor/test:entrepot-doctor-`,
        )
      } finally {
        await registry.stop()
      }
    },
  )
})
