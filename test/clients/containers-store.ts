// What podman and buildah do alike: images go through a local store, which unpacks and packs them anew.
import { join } from 'node:path'
import type { Bench } from './bench.ts'
import type { Session } from './client.ts'
import { PLATFORMS } from './image.ts'
import { mustPass, type Ran, run } from './run.ts'

/** A session of `program` (its name and first flags) with a store in `home`; `access` is how to reach the registry. */
export async function storeSession(
  bench: Bench,
  home: string,
  access: string[],
  program: string[],
): Promise<Session> {
  const env = bench.environment(home)
  // vfs needs no mount and no kernel support, so it works in every sandbox.
  // podman takes no --runroot of more than 50 characters.
  const store = [
    '--root',
    join(home, 'root'),
    '--runroot',
    await bench.newFolder('r'),
    '--storage-driver',
    'vfs',
  ]
  const command = (...args: string[]) => run([...program, ...store, ...args], { env })

  /** Brings what skopeo calls a transport's reference into the store; answers its name there. */
  const bringIn = async (source: string, ...more: string[]): Promise<string> => {
    const ran = mustPass(await command('pull', '--quiet', ...more, source))
    return ran.stdout.trim().split('\n').at(-1)!
  }
  const pull = async (reference: string, folder: string, ...more: string[]): Promise<Ran> => {
    const name = `${folder}/${more.at(-1) ?? 'image'}.tar`
    const pulled = await command('pull', '--quiet', ...access, ...more, `docker://${reference}`)
    if (pulled.exitCode !== 0) return pulled
    // An archive holds the layers unpacked and the config as it is.
    mustPass(await command('push', pulled.stdout.trim().split('\n').at(-1)!, `docker-archive:${name}`))
    await bench.unpack(folder, name)
    return pulled
  }
  return {
    login: ({ user, password }) =>
      run([...program, ...store, 'login', ...access, '-u', user, '--password-stdin', bench.registry.host], {
        env,
        input: password,
      }),
    push: async ({ files }, reference) =>
      command('push', ...access, await bringIn(`oci-archive:${files.archive}`), `docker://${reference}`),
    pull,
    async pushIndex({ image, files }, reference) {
      const list = `localhost/${image.name}:list`
      mustPass(await command('manifest', 'create', list))
      for (const architecture of PLATFORMS) {
        const id = await bringIn(`docker-archive:${files.dockerArchives[architecture]}`)
        mustPass(await command('manifest', 'add', list, `containers-storage:${id}`))
      }
      return command('manifest', 'push', '--all', ...access, list, `docker://${reference}`)
    },
    async pullIndex(reference, folder) {
      const first = await pull(reference, folder, '--arch', 'amd64')
      return first.exitCode === 0 ? pull(reference, folder, '--arch', 'arm64') : first
    },
  }
}
