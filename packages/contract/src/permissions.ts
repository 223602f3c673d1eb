// What there is to permit, and what the caller may.
import { z } from 'zod'
import { failures } from './common.ts'
import type { Route } from './route.ts'

const Permission = z
  .object({ resource: z.string(), action: z.string() })
  .meta({ id: 'Permission', examples: [{ resource: 'repository', action: 'pull' }] })

const Permissions = z
  .object({ system: z.array(Permission).optional(), project: z.array(Permission).optional() })
  .meta({ id: 'Permissions' })

const area = 'Permissions'

export const permissionRoutes = {
  getPermissions: {
    method: 'GET',
    path: '/permissions',
    area,
    summary: 'Lists the permissions that robots can be given',
    description: 'For administrators; administrators of a project see those within projects only.',
    auth: 'required',
    responses: {
      200: { words: 'The permissions.', body: Permissions },
      ...failures(401, 403, 404),
    },
  },
  getCurrentUserPermissions: {
    method: 'GET',
    path: '/users/current/permissions',
    area,
    summary: 'Lists what the caller may do in a scope',
    auth: 'required',
    query: z.object({
      scope: z
        .string()
        .optional()
        .meta({
          description: '`/project/1` for a project, by its id; `/system` for what lies outside of projects.',
          examples: ['/project/1'],
        }),
      relative: z.boolean().optional().meta({
        description: 'Names resources as within the scope: `repository`, not `/project/1/repository`.',
      }),
    }),
    responses: { 200: { words: 'The permissions.', body: z.array(Permission) }, ...failures(401, 403, 422) },
  },
} as const satisfies Record<string, Route>
