// buildah: podman's builder, with the same store.
import { type Client, contents } from './client.ts'
import { containersAccess } from './containers-access.ts'
import { storeSession } from './containers-store.ts'

export const buildah: Client = {
  name: 'buildah',
  needs: ['buildah'],
  cannot: { delete: 'buildah has no command that deletes in a registry' },
  moves: contents,
  async open(bench, home) {
    return storeSession(bench, home, await containersAccess(bench, home), ['buildah'])
  },
}
