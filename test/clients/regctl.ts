// regctl: regclient's client, which tries an anonymous mount for every blob.
import { join } from 'node:path'
import { type Client, exactly } from './client.ts'
import { LAYOUT_TAG } from './image.ts'
import { mustPass, run } from './run.ts'

export const regctl: Client = {
  name: 'regctl',
  needs: ['regctl'],
  cannot: {},
  moves: exactly,
  async open(bench, home) {
    const { host, tls } = bench.registry
    const env = { ...bench.environment(home), REGCTL_CONFIG: join(home, 'regctl.json') }
    const regctl = (...args: string[]) => run(['regctl', ...args], { env })
    // It tries HTTPS alone unless told; SSL_CERT_FILE names an authority of ours.
    mustPass(await regctl('registry', 'set', host, '--tls', tls ? 'enabled' : 'disabled', '--skip-check'))
    const copyOut = (reference: string, folder: string) =>
      regctl('image', 'copy', reference, `ocidir://${join(folder, 'layout')}:${LAYOUT_TAG}`)
    return {
      login: ({ user, password }) =>
        run(['regctl', 'registry', 'login', host, '-u', user, '--pass-stdin'], { env, input: password }),
      push: ({ files }, reference) =>
        regctl('image', 'copy', `ocidir://${files.layout}:${LAYOUT_TAG}`, reference),
      pull: copyOut,
      pushIndex: ({ files }, reference) =>
        regctl('image', 'copy', `ocidir://${files.multiLayout}:${LAYOUT_TAG}`, reference),
      pullIndex: copyOut,
      delete: (reference) => regctl('tag', 'delete', reference),
    }
  },
}
