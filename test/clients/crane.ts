// crane: Google's client, which streams each blob in one PATCH.
import { join } from 'node:path'
import { type Client, exactly } from './client.ts'
import { run } from './run.ts'

export const crane: Client = {
  name: 'crane',
  needs: ['crane'],
  cannot: {},
  moves: exactly,
  async open(bench, home) {
    // crane speaks HTTP to a loopback address by itself, and finds an authority of ours by SSL_CERT_FILE.
    const env = { ...bench.environment(home), DOCKER_CONFIG: home }
    const crane = (...args: string[]) => run(['crane', ...args], { env })
    return {
      login: ({ user, password }) =>
        run(['crane', 'auth', 'login', bench.registry.host, '-u', user, '--password-stdin'], {
          env,
          input: password,
        }).then(async (ran) => {
          // `crane auth login` only writes its file; `/v2/` is first asked by the next command.
          if (ran.exitCode !== 0) return ran
          return crane('catalog', bench.registry.host)
        }),
      push: ({ files }, reference) => crane('push', files.layout, reference),
      pull: (reference, folder) => crane('pull', '--format=oci', reference, join(folder, 'layout')),
      pushIndex: ({ files }, reference) => crane('push', '--index', files.multiLayout, reference),
      pullIndex: (reference, folder) => crane('pull', '--format=oci', reference, join(folder, 'layout')),
      delete: (reference) => crane('delete', reference),
    }
  },
}
