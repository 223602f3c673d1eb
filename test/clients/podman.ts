// podman: containers/image with a store of its own in each home.
import { type Client, contents } from './client.ts'
import { containersAccess } from './containers-access.ts'
import { storeSession } from './containers-store.ts'

export const podman: Client = {
  name: 'podman',
  needs: ['podman'],
  cannot: { delete: 'podman has no command that deletes in a registry' },
  moves: contents,
  async open(bench, home) {
    const access = await containersAccess(bench, home)
    return storeSession(bench, home, access, ['podman', '--events-backend=none', '--cgroup-manager=cgroupfs'])
  },
}
