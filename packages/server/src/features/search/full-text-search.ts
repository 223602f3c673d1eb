// Finding repositories and artifacts by words, and saying what matched.
import type { Database } from '../../platform/database/database.ts'
import { Failure } from '../../platform/errors.ts'
import type { ListPage } from '../../platform/listing.ts'
import {
  type ArtifactFacts,
  artifactFacts,
  type DocumentKind,
  type FoundDocument,
  findByWords,
  type RepositoryFacts,
  repositoryFacts,
  type Viewers,
} from './full-text-store.ts'
import { annotationTexts } from './indexing.ts'
import type { SearchIndex } from './search-index.ts'
import { type Excerpt, excerptOf, type Term, termsOf } from './search-rules.ts'
import { labelNames, newestTags } from './search-source-store.ts'

export type MatchField =
  | 'name'
  | 'tags'
  | 'labels'
  | 'description'
  | 'annotations'
  | 'image_labels'
  | 'digest'

export interface Match extends Excerpt {
  readonly field: MatchField
}

export interface Hit {
  readonly kind: DocumentKind
  readonly projectId: number
  readonly repository: RepositoryFacts
  readonly artifact: ArtifactFacts | undefined
  /** The newest. */
  readonly tags: readonly string[]
  readonly score: number
  readonly matches: readonly Match[]
}

export interface SearchQuestion {
  readonly text: string
  readonly kind: DocumentKind | undefined
  readonly limit: number
  readonly offset: number
}

/** Of one artifact, read to say what matched. */
const tagsRead = 100
const tagsShown = 10
const matchesShown = 5
/** Bytes of configs that are read to say what matched on one page. */
const configsRead = 4 * 1024 * 1024

export class FullTextSearch {
  constructor(
    private readonly db: Database,
    private readonly index: SearchIndex,
  ) {}

  /** @throws Failure BAD_REQUEST for a question without a word in it */
  async find(viewers: Viewers, { text, kind, limit, offset }: SearchQuestion): Promise<ListPage<Hit>> {
    const terms = termsOf(text)
    if (terms.length === 0) throw new Failure('BAD_REQUEST', { message: 'there is no word to look for' })
    await this.index.caughtUp()
    const kinds: readonly DocumentKind[] = kind ? [kind] : ['repository', 'artifact']
    const db = this.db.aside
    const found = await findByWords(db, viewers, { terms, kinds, limit, offset })
    const total = found[0]?.total ?? (offset > 0 ? await this.count(viewers, terms, kinds) : 0)
    return { items: await this.complete(found, terms), total }
  }

  /** For pages past the end. */
  private async count(
    viewers: Viewers,
    terms: readonly Term[],
    kinds: readonly DocumentKind[],
  ): Promise<number> {
    const [first] = await findByWords(this.db.aside, viewers, { terms, kinds, limit: 1, offset: 0 })
    return first?.total ?? 0
  }

  private async complete(found: readonly FoundDocument[], terms: readonly Term[]): Promise<Hit[]> {
    const db = this.db.aside
    const manifests = found.map(({ manifestId }) => manifestId).filter((id) => id > 0)
    const repositories = await repositoryFacts(db, [...new Set(found.map((each) => each.repositoryId))])
    const artifacts = await artifactFacts(db, manifests)
    const tags = await newestTags(db, manifests, tagsRead)
    const labels = await labelNames(db, manifests)
    const imageLabels = await this.index.imageLabels(manifests, configsRead)
    return found.flatMap((document): Hit[] => {
      const { kind, projectId, repositoryId, manifestId, score } = document
      const repository = repositories.get(repositoryId)
      const artifact = artifacts.get(manifestId)
      // What went away since it was indexed.
      if (!repository || (kind === 'artifact' && !artifact)) return []
      const named = tags.get(manifestId) ?? []
      const texts: [MatchField, readonly string[]][] = [
        ['name', [repository.path]],
        ['tags', named],
        ['labels', labels.get(manifestId) ?? []],
        ['description', kind === 'repository' ? [repository.description] : []],
        ['annotations', artifact ? annotationTexts(artifact.annotations) : []],
        ['image_labels', imageLabels.get(manifestId) ?? []],
        ['digest', artifact ? [artifact.digest] : []],
      ]
      const matches = matchesIn(texts, terms)
      return [{ kind, projectId, repository, artifact, tags: named.slice(0, tagsShown), score, matches }]
    })
  }
}

/** The texts in which something matches, a few of them. */
function matchesIn(texts: readonly [MatchField, readonly string[]][], terms: readonly Term[]): Match[] {
  const matches: Match[] = []
  for (const [field, all] of texts) {
    for (const text of all) {
      const excerpt = matches.length < matchesShown ? excerptOf(text, terms) : undefined
      if (excerpt) matches.push({ field, ...excerpt })
    }
  }
  return matches
}
