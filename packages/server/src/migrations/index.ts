// All migrations in order; a released one never changes.
import type { Migration } from '../platform/database/migrations.ts'
import { core } from './0001-core.ts'
import { robotsAndRoles } from './0002-robots-and-roles.ts'
import { accessTokens } from './0005-access-tokens.ts'

const reserved = (version: number): Migration => ({ version, name: 'reserved', up: async () => {} })

export const migrations: readonly Migration[] = [core, robotsAndRoles, reserved(3), reserved(4), accessTokens]
