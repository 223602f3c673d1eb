// Writes what distribution keeps on its disk for repositories and tags, for catalogs too large to push.
//
//   docker/registry/v2/repositories/<name>/
//     _layers/                                       its catalog takes a folder with this for a repository
//     _manifests/tags/<tag>/current/link             the digest that the tag names
//
// Revisions and blobs are left out: its lists do not look at them, and fewer folders only make it faster.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { repositoryName, tagName } from './names.ts'

const digest = `sha256:${'0'.repeat(64)}`

export function seedDistributionRepositories(root: string, count: number): void {
  for (let index = 0; index < count; index += 1) repositoryFolder(root, index)
}

export function seedDistributionTags(root: string, repository: number, count: number): void {
  const tags = join(repositoryFolder(root, repository), 'tags')
  for (let index = 0; index < count; index += 1) {
    const current = join(tags, tagName(index), 'current')
    mkdirSync(current, { recursive: true })
    writeFileSync(join(current, 'link'), digest)
  }
}

function repositoryFolder(root: string, index: number): string {
  const folder = join(root, 'docker/registry/v2/repositories', repositoryName(index))
  mkdirSync(join(folder, '_layers'), { recursive: true })
  mkdirSync(join(folder, '_manifests'))
  return join(folder, '_manifests')
}
