// What is shown of one artifact beyond Harbor's contract: its manifest, what it costs, and how its tags have moved.
import { z } from 'zod'
import { artifactParams, done, failures, id, pageOf, paging, repositoryParams, time } from './common.ts'
import type { Route } from './route.ts'

const repository = '/projects/{project_name}/repositories/{repository_name}'
const artifact = `${repository}/artifacts/{reference}`
const tag = `${repository}/tags/{tag_name}`
const tagParams = repositoryParams.extend({ tag_name: z.string().meta({ examples: ['v1'] }) })
const area = 'Artifacts'

const UsedArtifact = z
  .object({
    digest: z.string(),
    role: z.enum(['self', 'part', 'referrer']).meta({
      description: 'The artifact itself, a part of an index, or what refers to one of these.',
    }),
    of: z.string().optional().meta({ description: 'The digest of what it is a part of or refers to.' }),
    type: z.string(),
    accessory_type: z.string().optional(),
    artifact_type: z.string().optional(),
    media_type: z.string(),
    size: id.meta({ description: 'With all that it names, in bytes.' }),
    push_time: time,
    pushed_by: z.string().optional().meta({ description: 'Told to those who are signed in.' }),
    tags: z.array(z.string()).meta({ description: 'The newest hundred.' }),
    kept: z
      .enum(['tagged', 'part-of-another', 'of-kept'])
      .optional()
      .meta({ description: 'Why it would outlive the artifact that was asked for.' }),
  })
  .meta({ id: 'UsedArtifact' })

const UsedPart = z
  .object({
    digest: z.string(),
    kind: z.enum(['manifest', 'config', 'layer', 'foreign']).meta({
      description: '`foreign`: a layer that lies elsewhere, and costs nothing here.',
    }),
    media_type: z.string(),
    size: id,
    owners: z.array(z.string()).meta({ description: 'The artifacts of this answer that name it.' }),
    used_here: id.meta({
      description: 'Other artifacts of this repository that need it; 100 stands for more too.',
    }),
    used_elsewhere: id.meta({
      description:
        'Other repositories of this project that need it; 100 stands for more too. Other projects are not looked at.',
    }),
    shared: z.boolean().meta({ description: 'Whether something that stays needs it, or may need it.' }),
  })
  .meta({ id: 'UsedPart' })

const ArtifactUsage = z
  .object({
    digest: z.string(),
    total: id.meta({ description: 'Bytes of all parts, each counted once.' }),
    shared: id.meta({ description: 'Of these, what something else in the project needs as well.' }),
    freed: id.meta({ description: 'Of these, what the project would no longer need.' }),
    complete: z.boolean().meta({
      description:
        'False where there was more than is looked at. What may be needed elsewhere then counts as shared.',
    }),
    artifacts: z.array(UsedArtifact),
    parts: z.array(UsedPart),
  })
  .meta({ id: 'ArtifactUsage' })

const TagMove = z
  .object({
    id,
    time,
    user: z.string().optional().meta({ description: 'Told to those who are signed in.' }),
    old_digest: z.string().optional().meta({ description: 'Absent where the tag was new.' }),
    new_digest: z.string().optional().meta({ description: 'Absent where the tag was taken away.' }),
    exists: z
      .boolean()
      .meta({ description: 'Whether what it was put on, or taken from, is still in the repository.' }),
  })
  .meta({ id: 'TagMove' })

const TagTarget = z
  .object({
    digest: z.string().meta({ description: 'Of an artifact of the repository.' }),
    expected: z.string().optional().meta({
      description: 'The digest that the tag names now; where it names another meanwhile, nothing is changed.',
    }),
  })
  .meta({ id: 'TagTarget', examples: [{ digest: `sha256:${'0'.repeat(64)}` }] })

export const artifactExtensions = {
  getArtifactManifest: {
    method: 'GET',
    path: `${artifact}/manifest`,
    area,
    summary: 'Shows the manifest of an artifact, byte for byte',
    description:
      'As `/v2` does, for those who have a session. Its own type is the artifact’s `manifest_media_type`.',
    auth: 'optional',
    params: artifactParams,
    responses: {
      200: {
        words: 'The manifest.',
        body: z.string(),
        mediaType: 'text/plain',
        headers: ['Content-Type', 'Docker-Content-Digest'],
      },
      ...failures(400, 401, 403, 404, 422),
    },
  },
  getArtifactUsage: {
    method: 'GET',
    path: `${artifact}/usage`,
    area,
    summary: 'Says what an artifact is made of, what it shares, and what its deletion would free',
    description:
      'With the parts of an index and all that refers to any of them. Counts are of the project alone: what other ' +
      'projects have is nobody’s to learn here, so the storage may keep more than is said.',
    auth: 'optional',
    params: artifactParams,
    responses: {
      200: { words: 'Its parts and sums.', body: ArtifactUsage },
      ...failures(400, 401, 403, 404, 422),
    },
  },
  listTagHistory: {
    method: 'GET',
    path: `${tag}/history`,
    area,
    summary: 'Lists who moved a tag, from what to what',
    description: 'Newest first; of a tag that is gone too.',
    auth: 'optional',
    params: tagParams,
    query: z.object(paging),
    responses: { ...pageOf(TagMove), ...failures(400, 401, 403, 404, 422) },
  },
  moveTag: {
    method: 'PUT',
    path: tag,
    area,
    summary: 'Puts a tag on an artifact of its repository',
    description: 'Moves a tag that is there, as a push does; one that is not is created.',
    auth: 'optional',
    params: tagParams,
    body: TagTarget,
    responses: { ...done, ...failures(400, 401, 403, 404, 409, 422) },
  },
} as const satisfies Record<string, Route>
