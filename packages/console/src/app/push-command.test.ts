// The lines that clients push with.
import { expect, test } from 'bun:test'
import { pushClients, pushCommands } from './push-command.ts'

const secure = { host: 'registry.example.com', protocol: 'https:' }
const plain = { host: 'localhost:5000', protocol: 'http:' }
const last = (what: Parameters<typeof pushCommands>[1], place = secure) =>
  pushClients.map((client) => pushCommands(client, what, place).at(-1))

test('into a project, over HTTPS', () => {
  const host = 'registry.example.com/team'
  expect(last({ folder: 'team', username: 'ada' })).toEqual([
    `docker push ${host}/my-image:1.0`,
    `podman push ${host}/my-image:1.0`,
    `skopeo copy docker-daemon:my-image:latest docker://${host}/my-image:1.0`,
    `crane push my-image.tar ${host}/my-image:1.0`,
    `helm push my-chart-1.0.0.tgz oci://${host}`,
    `oras push ${host}/my-files:1.0 my-file.txt`,
  ])
})

test('into a repository, without TLS', () => {
  const host = 'localhost:5000/team/tools'
  expect(last({ folder: 'team/tools', name: 'app', username: 'ada' }, plain)).toEqual([
    `docker push ${host}/app:1.0`,
    `podman push --tls-verify=false ${host}/app:1.0`,
    `skopeo copy --dest-tls-verify=false docker-daemon:app:latest docker://${host}/app:1.0`,
    `crane push --insecure app.tar ${host}/app:1.0`,
    `helm push --plain-http app-1.0.0.tgz oci://${host}`,
    `oras push --plain-http ${host}/app:1.0 my-file.txt`,
  ])
})

test('each logs in first', () => {
  const first = pushClients.map(
    (client) => pushCommands(client, { folder: 'a', username: "o'neil" }, plain)[0],
  )
  expect(first).toEqual([
    'docker login localhost:5000',
    'podman login --tls-verify=false localhost:5000',
    'skopeo login --tls-verify=false localhost:5000',
    `crane auth login localhost:5000 --username 'o'\\''neil' --password-stdin`,
    'helm registry login --plain-http localhost:5000',
    'oras login --plain-http localhost:5000',
  ])
})
