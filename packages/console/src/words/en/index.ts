// All words of one language.
import { account } from './account.ts'
import { activity } from './activity.ts'
import { administration } from './administration.ts'
import { artifacts } from './artifacts.ts'
import { common } from './common.ts'
import { home } from './home.ts'
import { labels } from './labels.ts'
import { log } from './log.ts'
import { projects } from './projects.ts'
import { repositories } from './repositories.ts'
import { robots } from './robots.ts'
import { roles } from './roles.ts'
import { search } from './search.ts'
import { shell } from './shell.ts'
import { trust } from './trust.ts'

export const words = {
  ...shell,
  ...common,
  ...home,
  ...repositories,
  ...artifacts,
  ...projects,
  ...robots,
  ...labels,
  ...trust,
  ...roles,
  ...log,
  ...activity,
  ...administration,
  ...account,
  ...search,
} as const
