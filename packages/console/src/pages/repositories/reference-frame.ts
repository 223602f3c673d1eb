// How a repository or an artifact is called, and what is above it.
import { writtenReference } from '../../app/reference.ts'
import { shortDigest } from '../../ui/format.ts'
import type { Crumb } from '../../ui/page.tsx'
import { useWords } from '../../words/words.tsx'

/** @param reference a tag or a digest of an artifact; absent: of the repository itself */
export function useReferenceFrame(repository: string, reference?: string) {
  const { t } = useWords()
  const isDigest = reference?.includes(':')
  const project = repository.slice(0, repository.indexOf('/'))
  const above: readonly Crumb[] = [
    { label: t('repositories.title'), link: { to: '/repositories' } },
    { label: project, link: { to: '/repositories', search: { project } } },
  ]
  const own: Crumb = {
    label: repository.slice(project.length + 1),
    link: { to: '/repositories/$', params: { _splat: repository } },
  }
  return {
    title: writtenReference(repository, isDigest && reference ? shortDigest(reference) : reference),
    crumbs: reference === undefined ? above : [...above, own],
  }
}
