// The papers of a model (CNCF's model-spec) and the tree of its files, as its manifest names them.
import { isObject, isStringRecord } from '@entrepot/oci'
import { Failure } from '../../platform/errors.ts'
import type { Content } from '../content/index.ts'
import { type Addition, additionTypes, openStream, readText } from './addition-text.ts'
import type { PartBlob } from './additions-store.ts'
import { readFromArchive } from './bounded-archive.ts'

const bounds = { inflated: 5 * 1024 * 1024, file: 4 * 1024 * 1024, entries: 1_000, milliseconds: 5_000 }

const pathAnnotations = ['org.cncf.model.filepath', 'org.cnai.model.filepath']
const docTypes = /^application\/vnd\.(?:cnai|cncf)\.model\.doc\.v1\.(?<form>raw|tar|tar\+gzip)$/
const papers: Readonly<Record<string, readonly string[]>> = {
  'readme.md': ['README.md', 'README'],
  license: ['LICENSE', 'LICENSE.txt'],
}

interface ModelLayer {
  readonly mediaType: string
  readonly digest: string
  readonly size: number
  readonly path: string
}

export interface FileNode {
  readonly name: string
  readonly type: 'directory' | 'file'
  readonly size?: number
  readonly children?: readonly FileNode[]
}

/** @throws Failure NOT_FOUND when the model has no such paper; ArchiveUnreadable */
export async function modelFile(
  content: Content,
  body: Uint8Array,
  parts: readonly PartBlob[],
  addition: string,
): Promise<Addition> {
  const wanted = papers[addition] ?? []
  const layer = layersIn(body).find(
    ({ path, mediaType }) => wanted.includes(path) && docTypes.test(mediaType),
  )
  const part = layer && parts.find(({ blob }) => blob.digest === layer.digest)
  if (!layer || !part) throw new Failure('NOT_FOUND', { message: `${addition} layer not found` })
  const mediaType = addition === 'readme.md' ? additionTypes.markdown : additionTypes.text
  const form = docTypes.exec(layer.mediaType)?.groups?.form
  if (form === 'raw') return { text: await readText(content, part.blob), mediaType }
  const files = await readFromArchive(
    await openStream(content, part.blob),
    form === 'tar+gzip',
    () => addition,
    bounds,
  )
  return { text: new TextDecoder().decode(files.get(addition)), mediaType }
}

/** Folders first, then by name. */
export function modelTree(body: Uint8Array): readonly FileNode[] {
  const root: Folder = new Map()
  for (const { path, size } of layersIn(body)) {
    const steps = path.split('/').filter((step) => step !== '' && step !== '.')
    const last = steps.pop()
    let folder = root
    for (const step of steps) {
      const next = folder.get(step)
      const made: Folder = next instanceof Map ? next : new Map()
      folder.set(step, made)
      folder = made
    }
    if (last !== undefined && !folder.has(last)) folder.set(last, path.endsWith('/') ? new Map() : size)
  }
  return nodesOf(root)
}

type Folder = Map<string, Folder | number>

function nodesOf(folder: Folder): FileNode[] {
  const nodes = [...folder].map(([name, it]): FileNode => {
    if (typeof it === 'number') return { name, type: 'file', size: it }
    return { name, type: 'directory', children: nodesOf(it) }
  })
  return nodes.sort((a, b) => a.type.localeCompare(b.type) || (a.name < b.name ? -1 : 1))
}

function layersIn(body: Uint8Array): ModelLayer[] {
  const document: unknown = JSON.parse(new TextDecoder().decode(body))
  const layers = isObject(document) && Array.isArray(document.layers) ? document.layers : []
  return layers.filter(isObject).flatMap((layer) => {
    const annotations = isStringRecord(layer.annotations) ? layer.annotations : {}
    const path = pathAnnotations.map((name) => annotations[name]).find((value) => value)
    if (!path || path.split('/').length > 64) return []
    const { mediaType, digest, size } = layer
    return [{ mediaType: String(mediaType), digest: String(digest), size: Number(size), path }]
  })
}
