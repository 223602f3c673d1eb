// Every page and tab of the console, as it is opened over a large registry.
import type { Page } from 'playwright-core'

export interface LargePage {
  readonly path: string
  /** Who may see it, where not both. */
  readonly only?: 'administrator'
  /** What is done on it before it is looked at. */
  readonly act?: (page: Page) => Promise<void>
}

const tagged = '/repositories/many/tagged'
const open = (tab: string) => async (page: Page) => page.getByRole('tab', { name: tab }).click()

const repositories: readonly LargePage[] = [
  { path: '/repositories' },
  { path: '/repositories?page=40' },
  { path: '/repositories?page=4000' },
  { path: '/repositories?q=r99&page=2' },
  { path: '/repositories?q=nothing-is-called-so' },
  { path: '/repositories?sort=name' },
  { path: '/repositories?sort=-name&page=200' },
  { path: '/repositories?sort=-pull_count' },
  { path: '/repositories?sort=-artifact_count' },
  { path: '/repositories?sort=-update_time' },
  { path: '/repositories?project=many' },
  { path: '/repositories?project=many&q=r9&sort=-pull_count' },
  { path: tagged },
  { path: `${tagged}?page=200` },
  { path: `${tagged}?page=400` },
  { path: `${tagged}?q=1.5` },
  { path: `${tagged}?q=0000123` },
  { path: `${tagged}?sort=version` },
  { path: `${tagged}?sort=-version&page=100` },
  { path: `${tagged}?sort=-size` },
  { path: `${tagged}?sort=-pull_time` },
  { path: `${tagged}?untagged=true` },
  { path: `${tagged}?tab=about` },
  { path: `${tagged}?tab=activity` },
  { path: `${tagged}?tab=activity&page=40` },
  { path: `${tagged}?tab=settings` },
]

const artifacts: readonly LargePage[] = [
  { path: `${tagged}:1.0` },
  { path: `${tagged}:1.0?tab=layers` },
  { path: `${tagged}:1.0?tab=referrers` },
  { path: `${tagged}:1.0?tab=manifest` },
  { path: `${tagged}:1.0?tab=history` },
  { path: `${tagged}:layered` },
  { path: `${tagged}:layered?tab=build` },
  { path: `${tagged}:layered?tab=manifest` },
  { path: `${tagged}:layered?tab=compare&compare=layered-next` },
  { path: `${tagged}:v1.0.0` },
  { path: `${tagged}:v1.0.0?tab=history` },
  { path: `${tagged}:v1.0.0?tab=history&page=20` },
]

const projects: readonly LargePage[] = [
  { path: '/projects' },
  { path: '/projects?page=20' },
  { path: '/projects?q=project-1&access=private' },
  { path: '/projects?sort=-repo_count' },
  { path: '/projects?sort=-update_time' },
  { path: '/projects/many/repositories' },
  { path: '/projects/many/repositories?page=4000' },
  { path: '/projects/many/repositories?q=r99' },
  { path: '/projects/many/repositories?sort=-pull_count' },
  { path: '/projects/many/repositories?sort=name' },
  { path: '/projects/many/members' },
  { path: '/projects/many/members?page=40' },
  { path: '/projects/many/members?q=person-9' },
  { path: '/projects/many/robots' },
  { path: '/projects/many/robots?page=40' },
  { path: '/projects/many/robots?q=robot-9' },
  { path: '/projects/many/labels' },
  { path: '/projects/many/labels?q=label-9&page=2' },
  { path: '/projects/many/trust' },
  { path: '/projects/many/trust?page=8' },
  { path: '/projects/many/log' },
  { path: '/projects/many/log?page=40' },
  { path: '/projects/many/log?page=2000' },
  { path: '/projects/many/log?user=person-2&operation=create' },
  { path: '/projects/many/log?q=v1.7' },
  { path: '/projects/many/log?type=tag&operation=delete' },
  { path: '/projects/many/log?since=2026-01-01&until=2026-03-01' },
  { path: '/projects/many/configuration' },
]

const others: readonly LargePage[] = [
  { path: '/' },
  { path: '/activity' },
  { path: '/activity?days=90' },
  { path: '/activity?days=7&project=many' },
  { path: '/activity?project=many&operation=create&who=person-2&page=2' },
  { path: '/activity?operation=delete' },
  { path: '/activity?who=person-3' },
  { path: '/activity?page=100' },
  { path: '/activity?view=storage' },
  { path: '/search?q=service' },
  { path: '/search?q=v1' },
  { path: '/search?q=tagged&tab=repositories' },
  { path: '/search?q=r9&tab=repositories&page=20' },
  { path: '/search?q=project&tab=projects' },
  { path: '/search?q=person&tab=people' },
  { path: '/account' },
]

const administration: readonly LargePage[] = [
  '/system',
  '/users',
  '/users?page=400',
  '/users?q=person-99',
  '/users?sort=-creation_time',
  '/groups',
  '/groups?q=group-1',
  '/roles',
  '/robots',
  '/robots?page=40',
  '/trust',
  '/labels',
  '/labels?page=40',
  '/sign-in',
  '/sign-in?tab=oidc',
  '/configuration',
  '/audit',
  '/audit?page=40',
  '/audit?page=4000',
  '/audit?user=person-2',
  '/audit?user=person-2&operation=create&type=artifact',
  '/audit?q=v1.7',
  '/audit?type=tag',
  '/audit?type=artifact&operation=delete&page=100',
  '/audit?since=2026-01-01&until=2026-03-01',
  '/audit/purge',
  '/audit/purge?page=20',
  '/why?who=user&name=person-3&project=many&permission=repository%3Apush',
].map((path) => ({ path: `/administration${path}`, only: 'administrator' as const }))

export const largePages: readonly LargePage[] = [
  ...others,
  ...repositories,
  ...artifacts,
  ...projects,
  ...administration,
]
void open
