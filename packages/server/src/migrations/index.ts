// All migrations in order; a released one never changes.
import type { Migration } from '../platform/database/migrations.ts'
import { core } from './0001-core.ts'
import { robotsAndRoles } from './0002-robots-and-roles.ts'
import { settings } from './0003-settings.ts'
import { sessions } from './0004-sessions.ts'
import { accessTokens } from './0005-access-tokens.ts'
import { labels } from './0006-labels.ts'
import { audit } from './0007-audit.ts'
import { search } from './0008-search.ts'
import { activity } from './0009-activity.ts'
import { memberships } from './0010-memberships.ts'

export const migrations: readonly Migration[] = [
  core,
  robotsAndRoles,
  settings,
  sessions,
  accessTokens,
  labels,
  audit,
  search,
  activity,
  memberships,
]
