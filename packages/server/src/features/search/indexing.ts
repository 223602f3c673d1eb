// What becomes of a repository or an artifact in the index of words: its documents are written anew, or removed.
import { isStringRecord } from '@entrepot/oci'
import type { Handle, Transaction } from '../../platform/database/database.ts'
import {
  type DocumentWords,
  holdDocuments,
  placesOf,
  placesOfRepositories,
  removeDocuments,
  staleDocuments,
  writeWords,
} from './search-index-store.ts'
import { wordsOf } from './search-rules.ts'
import { artifactWords, labelNames, newestTags, repositoryWords } from './search-source-store.ts'

/** Of artifacts the LABELs of their images, as `key: value`. */
export type LabelsOfImages = ReadonlyMap<number, readonly string[]>

export interface ReadLabels {
  readonly labels: LabelsOfImages
  /** Artifacts of which not all could be read now. */
  readonly unread: readonly number[]
  /** Why, of one of them. */
  readonly fault: unknown
  /** What they come from, as `ImageLabels.configsOf` says it. */
  readonly configs: ReadonlyMap<number, string>
}

/** Reads LABELs, which lie in files. */
export interface ImageLabels {
  /** @param together bytes of configs that may be read for all of them */
  of(artifacts: readonly number[], together?: number): Promise<ReadLabels>
  /** Of each artifact what its labels come from, as a text: while it is the same, so are they. */
  configsOf(db: Handle, artifacts: readonly number[]): Promise<ReadonlyMap<number, string>>
}

/** Artifacts whose files have been read. */
export interface PreparedArtifacts extends ReadLabels {
  /** Indexes those of them that are named. */
  index(tx: Transaction, artifacts: readonly number[]): Promise<void>
}

/** Of one artifact. */
const mostTags = 500
const mostWords = 1_000
const staleAtOnce = 200

/** Idempotent, as all here: what is indexed is what the tables say now. */
export async function indexRepositories(tx: Transaction, repositories: readonly number[]): Promise<void> {
  const documents = await holdDocuments(tx, await placesOfRepositories(tx, repositories))
  const words = new Map((await repositoryWords(tx, repositories)).map((each) => [each.id, each]))
  const gone = documents.filter(({ repository }) => !words.has(repository)).map(({ id }) => id)
  const written = documents.flatMap(({ id, repository }): DocumentWords[] => {
    const found = words.get(repository)
    if (!found) return []
    const texts = { name: joined([found.path]), description: joined([found.description]) }
    return [{ ...empty, ...texts, document: id, kind: 'repository' }]
  })
  await writeWords(tx, written)
  await removeDocuments(tx, gone)
}

/** @param imageLabels read before: files are nothing to wait for in a transaction */
export async function indexArtifacts(
  tx: Transaction,
  artifacts: readonly number[],
  imageLabels: LabelsOfImages,
): Promise<void> {
  const documents = await holdDocuments(tx, await placesOf(tx, artifacts))
  const words = new Map((await artifactWords(tx, artifacts)).map((each) => [each.id, each]))
  const shown = [...words.keys()]
  const tags = await newestTags(tx, shown, mostTags)
  const labels = await labelNames(tx, shown)
  const gone = documents.filter(({ manifest }) => !words.has(manifest)).map(({ id }) => id)
  const written = documents.flatMap(({ id, manifest }): DocumentWords[] => {
    const found = words.get(manifest)
    if (!found) return []
    const texts = {
      name: joined([found.path]),
      tags: joined(tags.get(manifest) ?? []),
      labels: joined(labels.get(manifest) ?? []),
      // Both weigh the same, and neither takes the other's room.
      annotations: `${joined(annotationTexts(found.annotations))} ${joined(imageLabels.get(manifest) ?? [])}`,
      digest: joined([found.digest.slice(found.digest.indexOf(':') + 1)]),
    }
    return [{ ...empty, ...texts, document: id, kind: 'artifact' }]
  })
  await writeWords(tx, written)
  await removeDocuments(tx, gone)
}

/** Artifacts of a repository that was deleted whole. @returns whether there may be more */
export async function removeStale(tx: Transaction, repository: number): Promise<boolean> {
  const stale = await staleDocuments(tx, repository, staleAtOnce)
  await removeDocuments(tx, stale)
  return stale.length === staleAtOnce
}

const empty = { name: '', tags: '', labels: '', description: '', annotations: '', digest: '' }

/** As words with spaces between them, so that each engine sees the same ones. */
function joined(texts: readonly string[]): string {
  const words: string[] = []
  for (const text of texts) {
    if (words.length >= mostWords) break
    words.push(...wordsOf(text, mostWords - words.length).map(({ text: word }) => word))
  }
  return words.join(' ')
}

/** Keys and values: both are looked for. */
export function annotationTexts(annotations: string | null): string[] {
  if (annotations === null) return []
  const document: unknown = JSON.parse(annotations)
  return isStringRecord(document) ? Object.entries(document).map(([key, value]) => `${key}: ${value}`) : []
}
