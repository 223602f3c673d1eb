// Each client finds the login that `entrepot login` left: Docker's helpers' protocol as they really speak it.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { hasKernelKeyring } from '../../packages/cli/src/login/kernel-keyring.ts'
import { type Account, Accounts } from '../support/accounts.ts'
import { Caller } from '../support/caller.ts'
import { testWith } from '../support/programs.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { Person, type Ran } from './person.ts'

let server: TestServer
let ada: Account
let person: Person
let image: string

beforeAll(async () => {
  server = await startTestServer()
  const accounts = new Accounts(server)
  ada = await accounts.user('ada')
  await accounts.project('team', ada)
  await new Caller(server.url, ada).pushImage('team/app', 'v1')
  image = `${server.host}/team/app:v1`
  person = await Person.arrives()
  await mkdir(join(person.home, 'storage'))
})
afterAll(async () => {
  await person.leaves()
  await server.stop()
})

/** How each client reads an image's manifest, or its tags, over HTTP on this machine; buildah only says who it is. */
const clients: [program: string, args: (image: string) => string[]][] = [
  ['crane', (ref) => ['manifest', ref]],
  ['oras', (ref) => ['manifest', 'fetch', '--plain-http', ref]],
  [
    'regctl',
    (ref) => [
      '--host',
      `reg=${ref.split('/')[0]},tls=disabled`,
      'manifest',
      'get',
      '--format',
      'raw-body',
      ref,
    ],
  ],
  ['skopeo', (ref) => ['inspect', '--raw', '--tls-verify=false', `docker://${ref}`]],
  ['docker', (ref) => ['manifest', 'inspect', '--insecure', ref]],
  [
    'podman',
    (ref) => [...roots('podman'), 'search', '--list-tags', '--tls-verify=false', ref.replace(':v1', '')],
  ],
  ['buildah', (ref) => [...roots('buildah'), 'login', '--get-login', ref.split('/')[0] as string]],
]

function roots(program: string): string[] {
  const folder = (name: string) => join(person.home, 'storage', `${program}-${name}`)
  return ['--root', folder('root'), '--runroot', folder('run'), '--storage-driver', 'vfs']
}

const seen = ({ stdout }: Ran) => (/"layers"|app +v1|^ada$/m.test(stdout) ? 'read' : stdout)

describe('with the login', () => {
  beforeAll(async () => {
    const store = hasKernelKeyring() ? 'kernel' : 'file'
    const args = ['login', server.host, '-u', 'ada', '--password-stdin', '--store', store]
    const { exitCode, stderr } = await person.entrepot(args, ada.password)
    expect([exitCode, stderr]).toEqual([0, ''])
  })

  for (const [program, args] of clients) {
    testWith([program], `${program} reads a private image`, async (paths) => {
      const ran = await person.run([paths[program] as string, ...args(image)])
      expect([ran.exitCode, seen(ran), ran.exitCode === 0 ? '' : ran.stderr]).toEqual([0, 'read', ''])
    })
  }

  testWith(['helm'], 'helm pushes a chart and shows it', async (paths) => {
    const helm = (...args: string[]) => person.run([paths.helm as string, ...args])
    await mkdir(join(person.home, 'chart'))
    await writeFile(join(person.home, 'chart/Chart.yaml'), 'apiVersion: v2\nname: web\nversion: 0.1.0\n')
    await helm('package', 'chart')
    const pushed = await helm('push', 'web-0.1.0.tgz', `oci://${server.host}/team`, '--plain-http')
    expect([pushed.exitCode, pushed.exitCode === 0 ? '' : pushed.stderr]).toEqual([0, ''])
    const shown = await helm(
      'show',
      'chart',
      `oci://${server.host}/team/web`,
      '--version',
      '0.1.0',
      '--plain-http',
    )
    expect(shown.stdout).toContain('name: web')
  })
})

describe('after logout', () => {
  beforeAll(async () => {
    expect((await person.entrepot(['logout', server.host])).exitCode).toBe(0)
  })

  for (const [program, args] of clients) {
    testWith([program], `${program} is anonymous again`, async (paths) => {
      expect((await person.run([paths[program] as string, ...args(image)])).exitCode).not.toBe(0)
    })
  }
})

test('nothing of the password was left', async () => {
  expect(await person.everything()).not.toContain(ada.password)
})
