// oras: artifacts of any kind; it checks OCI-Subject and asks the referrers API.
import { join } from 'node:path'
import { type Client, exactly } from './client.ts'
import { LAYOUT_TAG } from './image.ts'
import { run } from './run.ts'

export const oras: Client = {
  name: 'oras',
  needs: ['oras'],
  cannot: {},
  moves: exactly,
  async open(bench, home) {
    const { host, ca } = bench.registry
    const env = bench.environment(home)
    const config = ['--registry-config', join(home, 'config.json')]
    const access = [...(ca ? ['--ca-file', ca] : ['--plain-http']), ...config]
    const on = (side: 'from' | 'to') =>
      access.map((word) => (word.startsWith('--') ? word.replace('--', `--${side}-`) : word))
    const oras = (...args: string[]) => run(['oras', ...args], { env })
    const copyOut = (reference: string, folder: string) =>
      oras('cp', ...on('from'), reference, '--to-oci-layout', `${join(folder, 'layout')}:${LAYOUT_TAG}`)
    return {
      login: ({ user, password }) =>
        run(['oras', 'login', ...access, '--username', user, '--password-stdin', host], {
          env,
          input: password,
        }),
      push: ({ files }, reference) =>
        oras('cp', '--from-oci-layout', `${files.layout}:${LAYOUT_TAG}`, ...on('to'), reference),
      pull: copyOut,
      pushIndex: ({ files }, reference) =>
        oras('cp', '--from-oci-layout', `${files.multiLayout}:${LAYOUT_TAG}`, ...on('to'), reference),
      pullIndex: copyOut,
      delete: (reference) => oras('manifest', 'delete', '--force', ...access, reference),
    }
  },
}
