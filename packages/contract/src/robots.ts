// Robot accounts: for programs, with just the permissions that they need.
import { z } from 'zod'
import { failures, id, listing, pageOf, time } from './common.ts'
import type { Route } from './route.ts'

const Access = z
  .object({
    resource: z.string().nullish(),
    action: z.string().nullish(),
    effect: z.string().nullish().meta({ description: '`allow`, or `deny`, which wins over every `allow`.' }),
  })
  .meta({ id: 'Access', description: 'One permission, as `GET /permissions` lists them.' })

const RobotPermission = z
  .object({
    kind: z.string().nullish().meta({ description: '`project` or `system`.' }),
    namespace: z.string().nullish().meta({
      description: 'A project’s name, or `*` for every project, with `project`; `/` with `system`.',
    }),
    access: z.array(Access).nullish(),
  })
  .meta({ id: 'RobotPermission' })

const level = () =>
  z.string().nullish().meta({
    description: '`project`: within one project, managed by its administrators; `system`: anywhere.',
  })
const duration = () =>
  id.nullish().meta({ format: 'int64', description: 'Days until it expires; -1 for never.' })
const secret = () => z.string().nullish()
const permissions = z.array(RobotPermission).nullish()
const seconds = id.meta({ format: 'int64', description: 'Seconds since 1970; -1 for never.' })

const examplePermissions = [
  { kind: 'project', namespace: 'library', access: [{ resource: 'repository', action: 'pull' }] },
]

const Robot = z
  .object({
    id: id.nullish(),
    name: z.string().nullish().meta({ description: 'In full: with the prefix, and its project.' }),
    description: z.string().nullish(),
    secret: secret().meta({ description: 'Never shown here; taken as a new one where it is not empty.' }),
    level: level(),
    duration: duration(),
    editable: z.boolean().nullish(),
    disable: z.boolean().nullish(),
    expires_at: seconds.nullish(),
    permissions,
    creator_type: z.string().nullish().meta({ description: '`local` for a user, `robot` for a robot.' }),
    creator_ref: id.nullish().meta({ format: 'int64', description: 'The id of who made it.' }),
    creation_time: time.nullish(),
    update_time: time.nullish(),
  })
  .meta({
    id: 'Robot',
    examples: [
      {
        name: 'robot$library+ci',
        level: 'project',
        duration: 30,
        disable: false,
        permissions: examplePermissions,
      },
    ],
  })

const RobotCreate = z
  .object({
    name: z.string().nullish().meta({
      description: 'Lower-case letters and digits, parted by `.`, `_` or `-`; the prefix is put before it.',
    }),
    description: z.string().nullish(),
    secret: secret().meta({
      description:
        'Better left out: the server makes one. Otherwise 8 to 128 characters with an upper-case and a lower-case ' +
        'letter and a digit.',
    }),
    level: level(),
    disable: z.boolean().nullish(),
    duration: duration(),
    permissions,
  })
  .meta({
    id: 'RobotCreate',
    examples: [{ name: 'ci', level: 'project', duration: 30, permissions: examplePermissions }],
  })

const RobotCreated = z
  .object({
    id,
    name: z.string(),
    secret: z.string().meta({ description: 'Shown this once.' }),
    creation_time: time,
    expires_at: seconds,
  })
  .meta({ id: 'RobotCreated' })

const RobotSec = z
  .object({ secret: secret() })
  .meta({ id: 'RobotSec', examples: [{ secret: '' }], description: 'Empty: the server makes a new one.' })

const area = 'Robots'
const params = z.object({ robot_id: id.meta({ format: 'int64', examples: [4] }) })

export const robotRoutes = {
  ListRobot: {
    method: 'GET',
    path: '/robots',
    area,
    summary: 'Lists robots',
    description:
      'The system’s robots, or with `q=Level=project,ProjectID=1` those of a project. Filters and sorts by `name`, ' +
      '`description`, `disable`, `duration`, `creation_time` and `update_time` too.',
    auth: 'required',
    query: z.object(listing),
    responses: { ...pageOf(Robot), ...failures(400, 401, 403, 404, 422) },
  },
  CreateRobot: {
    method: 'POST',
    path: '/robots',
    area,
    summary: 'Makes a robot',
    description: 'Nobody gives a robot more than they may do themselves.',
    auth: 'required',
    body: RobotCreate,
    responses: {
      201: { words: 'The robot, with its secret.', body: RobotCreated, headers: ['Location'] },
      ...failures(400, 401, 403, 404, 409, 422),
    },
  },
  GetRobotByID: {
    method: 'GET',
    path: '/robots/{robot_id}',
    area,
    summary: 'Shows a robot',
    auth: 'required',
    params,
    responses: { 200: { words: 'The robot.', body: Robot }, ...failures(401, 403, 404, 422) },
  },
  UpdateRobot: {
    method: 'PUT',
    path: '/robots/{robot_id}',
    area,
    summary: 'Changes a robot',
    description: 'Its name and its level stay. Permissions are replaced as a whole.',
    auth: 'required',
    params,
    body: Robot,
    responses: { 200: { words: 'Done.' }, ...failures(400, 401, 403, 404, 409, 422) },
  },
  RefreshSec: {
    method: 'PATCH',
    path: '/robots/{robot_id}',
    area,
    summary: 'Gives a robot another secret',
    auth: 'required',
    params,
    body: RobotSec,
    responses: {
      200: { words: 'The new secret where the server made it; else empty.', body: RobotSec },
      ...failures(400, 401, 403, 404, 422),
    },
  },
  DeleteRobot: {
    method: 'DELETE',
    path: '/robots/{robot_id}',
    area,
    summary: 'Deletes a robot',
    description: 'Its secret and its tokens are refused from then on, and its name is free again.',
    auth: 'required',
    params,
    responses: { 200: { words: 'Done.' }, ...failures(400, 401, 403, 404, 422) },
  },
} as const satisfies Record<string, Route>
