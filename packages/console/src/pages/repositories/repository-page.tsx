// One repository.
import { Page } from '../../ui/page.tsx'

export function RepositoryPage({ repository }: { readonly repository: string }) {
  return <Page title={repository}>{null}</Page>
}
