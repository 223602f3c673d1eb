// Every page of the console, who sees it, and what they can do there.
import type { Who } from './console-rig.ts'
import type { ConsoleScene } from './console-scene.ts'

/** Of whom the tables speak. */
export const everybody = ['administrator', 'developer', 'guest', 'anonymous'] as const satisfies Who[]
const users = ['administrator', 'developer', 'guest'] as const
const pushers = ['administrator', 'developer'] as const
const administrators = ['administrator'] as const

export interface ConsolePage {
  /** Of its picture. */
  readonly name: string
  /** As `inScene` takes it, and so the heading. */
  readonly path: string
  readonly title: string
  /** To the others there is nothing. */
  readonly sees: readonly Who[]
  /** What changes something, by the name on it, and who has it; whoever sees the page has the rest. */
  readonly actions: Readonly<Record<string, readonly Who[]>>
}

/** With what is known only once it is there. @param text a path or a title of a page */
export function inScene(text: string, scene: ConsoleScene): string {
  return text.replaceAll(/{(\w+)}/g, (_, name: keyof ConsoleScene) => scene[name])
}

type Row = readonly [path: string, name: string, actions?: ConsolePage['actions']]

function pages(
  title: string,
  sees: readonly Who[],
  rows: readonly Row[],
  common: ConsolePage['actions'] = {},
) {
  return rows.map(([path, name, actions = {}]) => ({
    ...{ name, path, title, sees, actions: { ...common, ...actions } },
  }))
}

function generalPages(): ConsolePage[] {
  return [
    ...pages('Home', everybody, [['/', 'home']]),
    ...pages('Activity', everybody, [['/activity', 'activity']]),
    // To others the first view is shown.
    ...pages('Activity', everybody, [['/activity?view=storage', 'activity-storage']]),
    ...pages('Search', everybody, [
      ['/search?q=shop', 'search-words'],
      ['/search?q=shop&tab=repositories', 'search-repositories'],
      ['/search?q=shop&tab=projects', 'search-projects'],
      ['/search?q=dev&tab=people', 'search-people'],
    ]),
    ...pages('Your account', users, [
      [
        '/account',
        'account',
        {
          'Edit profile': users,
          'Make a credential': users,
          'Change password': users,
          'New token': users,
        },
      ],
    ]),
  ]
}

function repositoryPages(): ConsolePage[] {
  const app = '/repositories/shop/app'
  const deletions = {
    'Select all on this page': administrators,
    Select: administrators,
    Delete: administrators,
  }
  return [
    ...pages('Repositories', everybody, [
      ['/repositories', 'repositories'],
      ['/repositories?q=chart', 'repositories-filtered'],
      ['/repositories?q=nothing-has-this-name', 'repositories-nothing'],
    ]),
    ...pages('shop/app', everybody, [
      [app, 'repository', deletions],
      [`${app}?tab=about`, 'repository-about', { Edit: pushers }],
    ]),
    ...pages('shop/app', administrators, [
      [`${app}?tab=activity`, 'repository-activity'],
      [`${app}?tab=settings`, 'repository-settings', { 'Delete this repository': administrators }],
    ]),
    ...pages('shop/charts/shop', everybody, [
      ['/repositories/shop/charts/shop', 'repository-chart', deletions],
    ]),
    ...pages('team/hidden', users, [['/repositories/team/hidden', 'repository-private', deletions]]),
  ]
}

function artifactPages(): ConsolePage[] {
  const actions = {
    Delete: administrators,
    'Add tag': pushers,
    'Add label': pushers,
    'Remove the tag': administrators,
  }
  const image = '/repositories/shop/app:stable'
  const index = '/repositories/shop/multi:1.0'
  const chart = '/repositories/shop/charts/shop:1.4.0'
  return [
    ...pages(
      'shop/app:stable',
      everybody,
      [
        [image, 'image-layers'],
        [`${image}?tab=build`, 'image-build'],
        [`${image}?tab=referrers`, 'image-no-referrers'],
        [`${image}?tab=manifest`, 'image-manifest'],
        [`${image}?tab=history`, 'image-history', { 'Restore to': pushers }],
        [`${image}?tab=compare`, 'image-compare'],
        [`${image}?tab=compare&compare=1.0`, 'image-compared'],
      ],
      actions,
    ),
    ...pages('shop/app@{short}', everybody, [['/repositories/shop/app@{image}', 'image-by-digest']], actions),
    ...pages(
      'shop/multi:1.0',
      everybody,
      [
        [index, 'index-platforms'],
        [`${index}?tab=layers`, 'index-layers'],
        [`${index}?tab=referrers`, 'index-referrers'],
        [`${index}?tab=manifest`, 'index-manifest'],
      ],
      actions,
    ),
    ...pages(
      'shop/charts/shop:1.4.0',
      everybody,
      [
        [chart, 'chart-readme'],
        [`${chart}?tab=values.yaml`, 'chart-values'],
        [`${chart}?tab=dependencies`, 'chart-dependencies'],
      ],
      actions,
    ),
  ]
}

function projectPages(): ConsolePage[] {
  const shop = '/projects/shop'
  return [
    ...pages('Projects', everybody, [['/projects', 'projects', { 'New project': users }]]),
    ...pages('shop', everybody, [
      [`${shop}/repositories`, 'project-repositories'],
      [`${shop}/labels`, 'project-labels', { 'New label': administrators, Actions: administrators }],
    ]),
    ...pages('shop', users, [
      [
        `${shop}/members`,
        'project-members',
        { 'Add member': administrators, 'Role of': administrators, Remove: administrators },
      ],
      [`${shop}/robots`, 'project-robots', { 'New robot': administrators, Actions: administrators }],
    ]),
    ...pages('shop', administrators, [
      [`${shop}/trust`, 'project-trust', { 'New trust rule': administrators }],
      [`${shop}/log`, 'project-log'],
      [
        `${shop}/configuration`,
        'project-configuration',
        { Save: administrators, 'Delete project': administrators },
      ],
    ]),
    ...pages('team', users, [['/projects/team/repositories', 'project-private']]),
  ]
}

function administrationPages(): ConsolePage[] {
  const each = (title: string, path: string, name: string, ...actions: string[]) =>
    pages(title, administrators, [
      [
        `/administration/${path}`,
        `administration-${name}`,
        Object.fromEntries(actions.map((action) => [action, administrators])),
      ],
    ])
  const why = 'why?who=user&name=guest&project=shop&permission=repository:push'
  return [
    ...each('System', 'system', 'system'),
    ...each('Users', 'users', 'users', 'New user', 'Actions'),
    ...each('developer', 'users/{user}', 'user', 'Edit profile', 'Actions'),
    ...each('Groups', 'groups', 'groups', 'New group', 'Actions'),
    ...each('Roles', 'roles', 'roles', 'New role', 'Actions'),
    ...each('Robots', 'robots', 'robots', 'New robot', 'Actions'),
    ...each('Trust rules', 'trust', 'trust', 'New trust rule'),
    ...each('Labels', 'labels', 'labels', 'New label', 'Actions'),
    ...each('Sign-in', 'sign-in', 'ldap', 'Save', 'Try it'),
    ...each('Sign-in', 'sign-in?tab=oidc', 'oidc', 'Save', 'Try it'),
    ...each('Sign-in', 'sign-in?tab=first', 'sign-in', 'Save'),
    ...each('Configuration', 'configuration', 'configuration', 'Save'),
    ...each('Audit log', 'audit', 'audit'),
    ...each('Purge the log', 'audit/purge', 'purge', 'Count, then purge…', 'Save'),
    ...each('Why?', 'why', 'why'),
    ...each('Why?', why, 'why-answer'),
  ]
}

/** In the scene of `console-scene.ts`. */
export const consolePages: readonly ConsolePage[] = [
  ...generalPages(),
  ...repositoryPages(),
  ...artifactPages(),
  ...projectPages(),
  ...administrationPages(),
]
