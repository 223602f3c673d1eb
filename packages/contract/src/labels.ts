// Labels: words and colours that artifacts carry, of the whole server or of one project.
import { z } from 'zod'
import { artifactParams, created, done, failures, id, listing, pageOf, time } from './common.ts'
import type { Route } from './route.ts'

export const Label = z
  .object({
    id: id.optional(),
    name: z.string().optional().meta({ description: '1 to 128 letters.' }),
    description: z.string().optional(),
    color: z.string().optional().meta({ description: '`#` with hexadecimal digits, or a word of CSS.' }),
    scope: z.string().optional().meta({ description: '`g` for the whole server, `p` for one project.' }),
    project_id: id.optional().meta({ description: 'Of labels of a project.' }),
    creation_time: time.optional(),
    update_time: time.optional(),
  })
  .meta({ id: 'Label', examples: [{ name: 'reviewed', color: '#2F7D32', scope: 'p', project_id: 1 }] })

const area = 'Labels'
const one = {
  area,
  auth: 'optional',
  path: '/labels/{label_id}',
  params: z.object({ label_id: id.meta({ examples: [1] }) }),
} as const
const carried = '/projects/{project_name}/repositories/{repository_name}/artifacts/{reference}/labels'

export const labelRoutes = {
  ListLabels: {
    method: 'GET',
    path: '/labels',
    area,
    summary: 'Lists labels of the whole server, or of a project',
    description:
      'Oldest first. Filters and sorts by `name`, `id`, `description`, `color`, `creation_time`, `update_time`.',
    auth: 'optional',
    query: z.object({
      ...listing,
      name: z.string().optional().meta({ description: 'Part of the name.' }),
      scope: z.string().optional().meta({ description: '`g` or `p`; one of them is needed.' }),
      project_id: id.optional().meta({ description: 'Needed with `p`.' }),
    }),
    responses: { ...pageOf(Label), ...failures(400, 401, 403, 404, 422) },
  },
  CreateLabel: {
    method: 'POST',
    path: '/labels',
    area,
    summary: 'Makes a label',
    auth: 'optional',
    body: Label,
    responses: { ...created, ...failures(400, 401, 403, 404, 409, 415, 422) },
  },
  GetLabelByID: {
    ...one,
    method: 'GET',
    summary: 'Shows a label',
    responses: { 200: { words: 'The label.', body: Label }, ...failures(401, 403, 404, 422) },
  },
  UpdateLabel: {
    ...one,
    method: 'PUT',
    summary: 'Names, describes and colours a label anew',
    body: Label,
    responses: { ...done, ...failures(400, 401, 403, 404, 409, 422) },
  },
  DeleteLabel: {
    ...one,
    method: 'DELETE',
    summary: 'Deletes a label, and takes it from all artifacts',
    responses: { ...done, ...failures(400, 401, 403, 404, 422) },
  },
  addLabel: {
    method: 'POST',
    path: carried,
    area,
    summary: 'Gives an artifact a label',
    description: 'Only the id is taken.',
    auth: 'optional',
    params: artifactParams,
    body: Label,
    responses: { ...done, ...failures(400, 401, 403, 404, 409, 422) },
  },
  removeLabel: {
    method: 'DELETE',
    path: `${carried}/{label_id}`,
    area,
    summary: 'Takes a label from an artifact',
    auth: 'optional',
    params: artifactParams.extend({ label_id: id.meta({ examples: [1] }) }),
    responses: { ...done, ...failures(401, 403, 404, 409, 422) },
  },
} as const satisfies Record<string, Route>
