// Why somebody may do something, or may not.
import { z } from 'zod'
import { failures, id } from './common.ts'
import type { Route } from './route.ts'

const NamedRole = z.object({ id, name: z.string() })
const NamedGroup = z.object({ id, name: z.string() })

const PermissionDecision = z
  .object({
    allowed: z.boolean(),
    permission: z.string(),
    scope: z.enum(['project', 'system']),
    rule: z.string().meta({
      description:
        'What decided: `administrator`, `role`, `robot`, `public-project`, `everyone` or `creation-policy` where it ' +
        'is allowed; `no-project`, `nothing`, `credential`, `robot-gone` or `account-gone` where it is not.',
    }),
    words: z.string().meta({ description: 'The same in a sentence.' }),
    role: NamedRole.optional().meta({ description: 'The role that grants it.' }),
    group: NamedGroup.optional().meta({ description: 'The group through which the role is held.' }),
    block: z.int().optional().meta({ description: 'Which of the robot’s permissions grants it, from 0.' }),
    roles: z
      .array(NamedRole.extend({ group: NamedGroup.optional() }))
      .optional()
      .meta({
        description:
          'Every role that the user, or the owner of the access token, has in the project, whatever the decision; ' +
          'with the group through which it has it, or without one where it is a member itself. Not there for robots, ' +
          'who have no roles, nor outside of projects.',
      }),
    granted_by: z
      .array(NamedRole)
      .optional()
      .meta({
        description:
          'The roles that grant the permission: built-in ones from the least on, then at most 100 custom ones. There ' +
          'when `roles` is.',
      }),
  })
  .meta({ id: 'PermissionDecision' })

export const permissionExtensions = {
  explainPermission: {
    method: 'GET',
    path: '/permissions/why',
    area: 'Permissions',
    summary: 'Says why somebody may do something, or may not',
    description:
      'For administrators. Name one of `username`, `user_id`, `robot_id`, `robot_name` and `token_id`; with none it is ' +
      'about somebody who is not signed in. The rules that answer are those that decide about requests.',
    auth: 'required',
    query: z.object({
      permission: z
        .string()
        .meta({ description: 'A resource and an action.', examples: ['repository:push'] }),
      project: z.string().optional().meta({
        description: 'A project’s name; without it, the question is about what lies outside of projects.',
      }),
      username: z.string().optional(),
      user_id: id.optional(),
      robot_id: id.optional(),
      token_id: id.optional().meta({ format: 'int64', description: 'Of an access token.' }),
      robot_name: z.string().optional().meta({ description: 'In full, such as `robot$library+ci`.' }),
    }),
    responses: {
      200: { words: 'The decision and its reason.', body: PermissionDecision },
      ...failures(400, 401, 403, 404, 422),
    },
  },
} as const satisfies Record<string, Route>
