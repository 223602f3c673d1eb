// All words of one language.
import { account } from './account.ts'
import { activity } from './activity.ts'
import { administration } from './administration.ts'
import { artifacts } from './artifacts.ts'
import { common } from './common.ts'
import { home } from './home.ts'
import { projects } from './projects.ts'
import { repositories } from './repositories.ts'
import { search } from './search.ts'
import { shell } from './shell.ts'

export const words = {
  ...shell,
  ...common,
  ...home,
  ...repositories,
  ...artifacts,
  ...projects,
  ...activity,
  ...administration,
  ...account,
  ...search,
} as const
