// Every page and tab of the console, as it is opened over a large registry.
import type { Page } from 'playwright-core'

export interface LargePage {
  readonly path: string
  /** Of what is done on it; else it is called by its path. */
  readonly name?: string
  /** Who may see it, where not both. */
  readonly only?: 'administrator'
  /** What is done on it before it is looked at. */
  readonly act?: ((page: Page) => Promise<void>) | undefined
  /** How many characters its answers may have, where that is more than usual. */
  readonly large?: number
}

/** An artifact's page tells of each of five hundred referrers. */
const ofReferrers = { large: 600_000 }

const tagged = '/repositories/many/tagged'

async function seek(page: Page, text: string): Promise<void> {
  await page.keyboard.press('Control+k')
  await page
    .getByRole('dialog')
    .getByRole('combobox')
    .or(page.getByRole('dialog').locator('input'))
    .first()
    .fill(text)
  await page.getByRole('dialog').getByText(text).first().waitFor()
}

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
  { path: `${tagged}?tab=activity`, only: 'administrator' },
  { path: `${tagged}?tab=activity&page=40`, only: 'administrator' },
  { path: `${tagged}?tab=settings`, only: 'administrator' },
]

const artifacts: readonly LargePage[] = [
  { path: `${tagged}:1.0`, ...ofReferrers },
  { path: `${tagged}:1.0?tab=layers`, ...ofReferrers },
  { path: `${tagged}:1.0?tab=referrers`, ...ofReferrers },
  { path: `${tagged}:1.0?tab=manifest`, ...ofReferrers },
  { path: `${tagged}:1.0?tab=history`, ...ofReferrers },
  { path: `${tagged}:layered` },
  { path: `${tagged}:layered?tab=build` },
  { path: `${tagged}:layered?tab=manifest` },
  { path: `${tagged}:layered?tab=compare&compare=layered-next` },
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
  { path: '/projects/many/trust', only: 'administrator' },
  { path: '/projects/many/trust?page=8', only: 'administrator' },
  { path: '/projects/many/log', only: 'administrator' },
  { path: '/projects/many/log?page=40', only: 'administrator' },
  { path: '/projects/many/log?page=2000', only: 'administrator' },
  { path: '/projects/many/log?user=person-2&operation=create', only: 'administrator' },
  { path: '/projects/many/log?q=v1.7', only: 'administrator' },
  { path: '/projects/many/log?type=tag&operation=delete', only: 'administrator' },
  { path: '/projects/many/log?since=2026-01-01&until=2026-03-01', only: 'administrator' },
  { path: '/projects/many/configuration' },
]

const others: readonly LargePage[] = [
  { path: '/' },
  { path: '/projects', name: 'the search', act: (page) => seek(page, 'tagged') },
  { path: '/account', name: 'the search for what many are called', act: (page) => seek(page, 'service') },
  { path: '/activity' },
  { path: '/activity?days=90' },
  { path: '/activity?days=7&project=many', only: 'administrator' },
  { path: '/activity?project=many&operation=create&who=person-2&page=2', only: 'administrator' },
  { path: '/activity?operation=delete' },
  { path: '/activity?who=person-3' },
  { path: '/activity?page=100' },
  { path: '/activity?view=storage', only: 'administrator' },
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
  // The first of those who are in many projects and hold tokens.
  '/users/5',
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
