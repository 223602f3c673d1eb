// Projects, and their metadata.
import { z } from 'zod'
import {
  count,
  created,
  done,
  failures,
  id,
  listing,
  pageOf,
  projectHeaders,
  projectParams,
  time,
} from './common.ts'
import type { Route } from './route.ts'

const projectId = z.int().meta({ format: 'int32' })
const flag = (words: string) =>
  z
    .string()
    .nullish()
    .meta({ description: `\`true\` or \`false\`: ${words}` })
const value = () => z.string().nullish()

const ProjectMetadata = z
  .object({
    public: z.string().nullish().meta({ description: '`true` lets everybody pull.' }),
    enable_content_trust: flag(
      'whether only signed artifacts may be pulled. Not enforced yet, so only `false`.',
    ),
    enable_content_trust_cosign: flag(
      'the same for signatures of cosign. Not enforced yet, so only `false`.',
    ),
    prevent_vul: flag('whether vulnerable artifacts may be pulled. Not enforced yet, so only `false`.'),
    severity: z.string().nullish().meta({ description: 'The least severity that `prevent_vul` stops.' }),
    auto_scan: flag('whether pushed artifacts are scanned where there is a scanner.'),
    auto_sbom_generation: flag('whether a bill of materials is made where there is a generator.'),
    reuse_sys_cve_allowlist: flag('whether the system’s list of accepted vulnerabilities holds.'),
    retention_id: value(),
    proxy_speed_kb: value(),
    max_upstream_conn: value(),
    proxy_cache_local_on_not_found: value(),
    proxy_referrer_api: value(),
    proxy_cache_filter_pattern: value(),
    proxy_cache_filter_kind: value(),
  })
  .meta({ id: 'ProjectMetadata', description: 'All values are strings.' })

const CVEAllowlistItem = z.object({ cve_id: z.string().optional() }).meta({ id: 'CVEAllowlistItem' })

const CVEAllowlist = z
  .object({
    id: count.optional(),
    project_id: count.optional(),
    expires_at: count.nullish(),
    items: z.array(CVEAllowlistItem).nullish(),
    creation_time: time.optional(),
    update_time: time.optional(),
  })
  .meta({ id: 'CVEAllowlist' })

export const Project = z
  .object({
    project_id: projectId,
    name: z.string(),
    owner_id: projectId.optional(),
    owner_name: z.string().optional(),
    registry_id: id.optional(),
    creation_time: time,
    update_time: time,
    deleted: z.boolean().optional(),
    togglable: z.boolean().optional(),
    current_user_role_id: count.optional().meta({ description: 'The caller’s most powerful role.' }),
    current_user_role_ids: z.array(projectId).nullable(),
    repo_count: count,
    metadata: ProjectMetadata,
    cve_allowlist: CVEAllowlist.optional(),
  })
  .meta({ id: 'Project' })

const ProjectReq = z
  .object({
    project_name: z.string().nullish().meta({
      description: '1 to 255 lower-case letters, digits, and single `.`, `_` or `-` between them.',
    }),
    public: z.boolean().nullish().meta({ description: 'Older form of `metadata.public`.' }),
    metadata: ProjectMetadata.nullish(),
    cve_allowlist: CVEAllowlist.nullish(),
    storage_limit: id
      .nullish()
      .meta({ description: 'In bytes. There are no quotas yet: only -1, no limit.' }),
    registry_id: id.nullish().meta({ description: 'There are no proxy caches yet: leave it out.' }),
  })
  .meta({ id: 'ProjectReq', examples: [{ project_name: 'team', metadata: { public: 'false' } }] })

const ProjectDeletable = z
  .object({ deletable: z.boolean(), message: z.string().optional() })
  .meta({ id: 'ProjectDeletable' })

const ResourceList = z.record(z.string(), id).meta({ id: 'ResourceList' })
const ProjectSummaryQuota = z
  .object({ hard: ResourceList.optional(), used: ResourceList.optional() })
  .meta({ id: 'ProjectSummaryQuota' })
const RegistryCredential = z
  .object({
    type: z.string().optional(),
    access_key: z.string().optional(),
    access_secret: z.string().optional(),
  })
  .meta({ id: 'RegistryCredential' })
const Registry = z
  .object({
    id: id.optional(),
    url: z.string().optional(),
    name: z.string().optional(),
    credential: RegistryCredential.optional(),
    type: z.string().optional(),
    insecure: z.boolean().optional(),
    ca_certificate: z.string().nullish(),
    description: z.string().optional(),
    status: z.string().optional(),
    creation_time: time.optional(),
    update_time: time.optional(),
  })
  .meta({ id: 'Registry' })

const ProjectSummary = z
  .object({
    repo_count: count,
    project_admin_count: count
      .optional()
      .meta({ description: 'Counts of members are for those who may list them.' }),
    maintainer_count: count.optional(),
    developer_count: count.optional(),
    guest_count: count.optional(),
    limited_guest_count: count.optional(),
    quota: ProjectSummaryQuota.optional(),
    registry: Registry.optional(),
  })
  .meta({ id: 'ProjectSummary' })

const Metadatas = z.record(z.string(), z.string()).meta({ examples: [{ public: 'true' }] })

const area = 'Projects'
const one = { area, auth: 'optional', params: projectParams, headers: projectHeaders } as const
const named = {
  ...one,
  params: projectParams.extend({ meta_name: z.string().meta({ examples: ['public'] }) }),
} as const

export const projectRoutes = {
  listProjects: {
    method: 'GET',
    path: '/projects',
    area,
    summary: 'Lists the projects that the caller may see',
    description:
      'Public ones, and those the caller is a member of; administrators see all. Filters and sorts by `name`, ' +
      '`project_id`, `owner_id`, `owner_name`, `public`, `creation_time`, `update_time`; sorted by name otherwise.',
    auth: 'optional',
    query: z.object({
      ...listing,
      name: z.string().optional().meta({ description: 'A part of the name.' }),
      public: z.boolean().optional(),
      owner: z.string().optional().meta({ description: 'The name of the owner.' }),
      with_detail: z.boolean().default(true).meta({ description: 'Whether owners and lists are shown.' }),
    }),
    responses: { ...pageOf(Project), ...failures(400, 401, 403, 422) },
  },
  headProject: {
    method: 'HEAD',
    path: '/projects',
    area,
    summary: 'Says whether a project’s name is taken',
    auth: 'required',
    query: z.object({ project_name: z.string().meta({ examples: ['library'] }) }),
    responses: {
      200: { words: 'It is.' },
      400: { words: 'That cannot be a name.' },
      401: { words: 'The operation needs credentials, or they are wrong.' },
      403: { words: 'The credentials are not good for this.' },
      404: { words: 'It is free.' },
      422: { words: 'The name is missing.' },
    },
  },
  createProject: {
    method: 'POST',
    path: '/projects',
    area,
    summary: 'Makes a project',
    description: 'The caller becomes its project administrator.',
    auth: 'required',
    headers: z.object({
      'X-Resource-Name-In-Location': z.boolean().default(false).meta({
        description: 'With `true`, `Location` names the project by its name.',
      }),
    }),
    body: ProjectReq,
    responses: { ...created, ...failures(400, 401, 403, 409, 422) },
  },
  getProject: {
    ...one,
    method: 'GET',
    path: '/projects/{project_name_or_id}',
    summary: 'Shows a project',
    responses: { 200: { words: 'The project.', body: Project }, ...failures(401, 403, 404, 422) },
  },
  updateProject: {
    ...one,
    method: 'PUT',
    path: '/projects/{project_name_or_id}',
    summary: 'Changes a project’s metadata',
    description: 'What is left out stays as it is. A project keeps its name.',
    body: ProjectReq,
    responses: { ...done, ...failures(400, 401, 403, 404, 422) },
  },
  deleteProject: {
    ...one,
    method: 'DELETE',
    path: '/projects/{project_name_or_id}',
    summary: 'Deletes a project that has no repositories',
    responses: { ...done, ...failures(400, 401, 403, 404, 412, 422) },
  },
  getProjectDeletable: {
    ...one,
    method: 'GET',
    path: '/projects/{project_name_or_id}/_deletable',
    summary: 'Says whether a project can be deleted',
    responses: {
      200: { words: 'Whether, and why not.', body: ProjectDeletable },
      ...failures(401, 403, 404, 422),
    },
  },
  getProjectSummary: {
    ...one,
    method: 'GET',
    path: '/projects/{project_name_or_id}/summary',
    summary: 'Counts what a project has',
    responses: { 200: { words: 'The counts.', body: ProjectSummary }, ...failures(400, 401, 403, 404, 422) },
  },
  listProjectMetadatas: {
    ...one,
    method: 'GET',
    path: '/projects/{project_name_or_id}/metadatas/',
    summary: 'Shows a project’s metadata',
    responses: { 200: { words: 'All that are set.', body: Metadatas }, ...failures(400, 401, 403, 404, 422) },
  },
  addProjectMetadatas: {
    ...one,
    method: 'POST',
    path: '/projects/{project_name_or_id}/metadatas/',
    summary: 'Sets metadata that are not set yet',
    body: Metadatas,
    responses: { ...done, ...failures(400, 401, 403, 404, 409, 422) },
  },
  getProjectMetadata: {
    ...named,
    method: 'GET',
    path: '/projects/{project_name_or_id}/metadatas/{meta_name}',
    summary: 'Shows one of a project’s metadata',
    responses: {
      200: { words: 'It, or `{}` when it is not set.', body: Metadatas },
      ...failures(400, 401, 403, 404, 422),
    },
  },
  updateProjectMetadata: {
    ...named,
    method: 'PUT',
    path: '/projects/{project_name_or_id}/metadatas/{meta_name}',
    summary: 'Sets one of a project’s metadata',
    body: Metadatas,
    responses: { ...done, ...failures(400, 401, 403, 404, 409, 422) },
  },
  deleteProjectMetadata: {
    ...named,
    method: 'DELETE',
    path: '/projects/{project_name_or_id}/metadatas/{meta_name}',
    summary: 'Unsets one of a project’s metadata',
    description: 'Without `public`, a project is private.',
    responses: { ...done, ...failures(400, 401, 403, 404, 409, 422) },
  },
} as const satisfies Record<string, Route>
