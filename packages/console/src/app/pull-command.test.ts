// The lines that clients pull with.
import { expect, test } from 'bun:test'
import { clientsOf, pullCommand } from './pull-command.ts'

const digest = `sha256:${'0a'.repeat(32)}`
const image = { repository: 'team/tools/app', reference: '1.0', kind: 'IMAGE' }
const secure = { host: 'registry.example.com', protocol: 'https:' }
const plain = { host: 'localhost:5000', protocol: 'http:' }

test('of an image, over HTTPS', () => {
  const name = 'registry.example.com/team/tools/app:1.0'
  expect(clientsOf('IMAGE').map((client) => pullCommand(client, image, secure))).toEqual([
    `docker pull ${name}`,
    `podman pull ${name}`,
    `nerdctl pull ${name}`,
    `ctr images pull ${name}`,
    `skopeo copy docker://${name} oci:app`,
    `crane pull ${name} app.tar`,
    `oras copy ${name} --to-oci-layout app`,
  ])
})

test('without TLS each is told so', () => {
  const name = 'localhost:5000/team/tools/app:1.0'
  expect(pullCommand('podman', image, plain)).toBe(`podman pull --tls-verify=false ${name}`)
  expect(pullCommand('oras', image, plain)).toBe(`oras copy --from-plain-http ${name} --to-oci-layout app`)
  expect(pullCommand('docker', image, plain)).toBe(`docker pull ${name}`)
})

test('a chart by its version, or by its digest', () => {
  const of = (reference: string) => ({ repository: 'team/web', reference, kind: 'CHART' })
  expect(clientsOf('CHART')[0]).toBe('helm')
  expect(pullCommand('helm', of('1.0.0_build.1'), secure)).toBe(
    'helm pull oci://registry.example.com/team/web --version 1.0.0+build.1',
  )
  expect(pullCommand('helm', of(digest), secure)).toBe(
    `helm pull oci://registry.example.com/team/web@${digest}`,
  )
})

test('anything else by oras first', () => {
  const model = { repository: 'team/model', reference: 'v1', kind: 'MODEL' }
  expect(clientsOf('MODEL').map((client) => pullCommand(client, model, secure))[0]).toBe(
    'oras pull registry.example.com/team/model:v1',
  )
})
