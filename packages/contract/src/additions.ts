// What belongs to an artifact and what is read out of it: accessories, additions, icons.
import { z } from 'zod'
import { Accessory } from './artifact-models.ts'
import { artifactParams, failures, listing, pageOf } from './common.ts'
import type { Route } from './route.ts'

const Icon = z
  .object({ 'content-type': z.string(), content: z.string().meta({ description: 'In base64.' }) })
  .meta({ id: 'Icon' })

const additions = [
  'build_history',
  'values.yaml',
  'readme.md',
  'dependencies',
  'sbom',
  'license',
  'files',
] as const

const artifact = '/projects/{project_name}/repositories/{repository_name}/artifacts/{reference}'
const area = 'Artifacts'

export const additionRoutes = {
  listAccessories: {
    method: 'GET',
    path: `${artifact}/accessories`,
    area,
    summary: 'Lists what belongs to an artifact, such as signatures',
    description: 'Oldest first. Filters and sorts by `id`, `digest`, `type`, `size`, `creation_time`.',
    auth: 'optional',
    params: artifactParams,
    query: z.object(listing),
    responses: { ...pageOf(Accessory), ...failures(400, 401, 403, 404, 422) },
  },
  getAddition: {
    method: 'GET',
    path: `${artifact}/additions/{addition}`,
    area,
    summary: 'Shows what is read out of an artifact',
    description:
      'Of an image its `build_history`; of a Helm chart `values.yaml`, `readme.md` and `dependencies`; of a model ' +
      '`readme.md`, `license` and `files`; of a bill of materials itself, as `sbom`. The type of the answer is that of the text.',
    auth: 'optional',
    params: artifactParams.extend({
      addition: z.enum(additions).meta({ examples: ['build_history'] }),
    }),
    responses: {
      200: { words: 'The text.', body: z.string(), mediaType: 'text/plain', headers: ['Content-Type'] },
      ...failures(400, 401, 403, 404, 422),
    },
  },
  getIcon: {
    method: 'GET',
    path: '/icons/{digest}',
    area,
    summary: 'Shows the icon of a type of artifacts',
    auth: 'none',
    params: z.object({ digest: z.string().meta({ description: 'As artifacts name it in `icon`.' }) }),
    responses: { 200: { words: 'The icon.', body: Icon }, ...failures(400, 404, 422) },
  },
} as const satisfies Record<string, Route>
