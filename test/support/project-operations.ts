// Each operation that a right in a project decides about: which right, and how it is asked without spoiling the next question.
import type { OperationId } from '../../packages/contract/src/index.ts'
import type { ProjectPermission } from '../../packages/server/src/features/authorization/index.ts'

/** The project of a question: one of the test's, or one that does not exist. */
export interface AskedProject {
  readonly name: string
  readonly id: number
  /** Ids of what lies in it, for paths: 999999 in a project that does not exist. */
  readonly robot: number
  readonly label: number
}

export interface ProjectOperation {
  readonly needs: ProjectPermission
  /** The answer for those who may: of something that does not exist where the operation would spoil the next. */
  readonly status: number
  readonly query?: (project: AskedProject) => string
  readonly body?: (project: AskedProject) => object
  /** Parameters of the path that are not the usual ones. */
  readonly params?: (project: AskedProject) => Readonly<Record<string, string | number>>
}

const nothing = () => ({})
const trustRule = () => ({
  ...{ name: 'ci', issuer: 'https://ci.example.com', audience: 'registry', robot_id: 999999 },
  conditions: [{ claim: 'repository', match: 'exact', value: 'a/b' }],
})
const robot = ({ robot: robot_id }: AskedProject) => ({ robot_id })
const label = ({ label: label_id }: AskedProject) => ({ label_id })
const pull = [{ resource: 'repository', action: 'pull' }]
const inProject = ({ name }: AskedProject) => [{ kind: 'project', namespace: name, access: pull }]

export const projectOperations: Partial<Record<OperationId, ProjectOperation>> = {
  getProject: { needs: 'project:read', status: 200 },
  updateProject: { needs: 'project:update', status: 200, body: nothing },
  deleteProject: { needs: 'project:delete', status: 412 },
  getProjectDeletable: { needs: 'project:delete', status: 200 },
  getProjectActivity: { needs: 'repository:list', status: 200 },
  getProjectSummary: { needs: 'project:read', status: 200 },
  listProjectMetadatas: { needs: 'metadata:list', status: 200 },
  addProjectMetadatas: { needs: 'metadata:create', status: 400, body: () => ({ nosuch: 'x' }) },
  getProjectMetadata: { needs: 'metadata:read', status: 200 },
  updateProjectMetadata: { needs: 'metadata:update', status: 200, body: () => ({ severity: 'low' }) },
  deleteProjectMetadata: { needs: 'metadata:delete', status: 200 },
  listProjectMembers: { needs: 'member:list', status: 200 },
  createProjectMember: {
    ...{ needs: 'member:create', status: 404 },
    body: () => ({ role_id: 2, member_user: { username: 'nosuch' } }),
  },
  getProjectMember: { needs: 'member:read', status: 404 },
  updateProjectMember: { needs: 'member:update', status: 404, body: () => ({ role_id: 2 }) },
  deleteProjectMember: { needs: 'member:delete', status: 200 },
  listRepositories: { needs: 'repository:list', status: 200 },
  getRepository: { needs: 'repository:read', status: 200 },
  updateRepository: { needs: 'repository:update', status: 200, body: () => ({ description: 'd' }) },
  deleteRepository: {
    ...{ needs: 'repository:delete', status: 404 },
    params: () => ({ repository_name: 'nosuch' }),
  },
  listArtifacts: { needs: 'artifact:list', status: 200 },
  listArtifactsOfProject: { needs: 'artifact:list', status: 200 },
  CopyArtifact: { needs: 'artifact:create', status: 400, query: () => '?from=bad' },
  getArtifact: { needs: 'artifact:read', status: 200 },
  deleteArtifact: { needs: 'artifact:delete', status: 404, params: () => ({ reference: 'nosuch' }) },
  listAccessories: { needs: 'accessory:list', status: 200 },
  getAddition: { needs: 'artifact-addition:read', status: 200 },
  addLabel: { needs: 'artifact-label:create', status: 404, body: () => ({ id: 999999 }) },
  removeLabel: { needs: 'artifact-label:delete', status: 404, params: () => ({ label_id: 999999 }) },
  listTags: { needs: 'tag:list', status: 200 },
  createTag: { needs: 'tag:create', status: 409, body: () => ({ name: 'v1' }) },
  deleteTag: { needs: 'tag:delete', status: 404, params: () => ({ tag_name: 'nosuch' }) },
  getArtifactManifest: { needs: 'repository:pull', status: 200 },
  getArtifactUsage: { needs: 'artifact:read', status: 200 },
  listTagHistory: { needs: 'tag:list', status: 200 },
  moveTag: { needs: 'repository:push', status: 400, body: () => ({ digest: 'none' }) },
  getLogs: { needs: 'log:list', status: 200 },
  getLogExts: { needs: 'log:list', status: 200 },
  ListRobot: {
    ...{ needs: 'robot:list', status: 200 },
    query: ({ id }) => `?q=Level%3Dproject,ProjectID%3D${id}`,
  },
  CreateRobot: {
    ...{ needs: 'robot:create', status: 400 },
    body: (project) => ({
      ...{ name: 'Refused', level: 'project', duration: 1, permissions: inProject(project) },
    }),
  },
  GetRobotByID: { needs: 'robot:read', status: 200, params: robot },
  UpdateRobot: { needs: 'robot:update', status: 400, params: robot, body: nothing },
  RefreshSec: { needs: 'robot:update', status: 400, params: robot, body: () => ({ secret: 'easy' }) },
  ListLabels: {
    ...{ needs: 'label:list', status: 200 },
    query: ({ id }) => `?scope=p&project_id=${id}`,
  },
  CreateLabel: {
    ...{ needs: 'label:create', status: 409 },
    body: ({ id }) => ({ name: 'there', scope: 'p', project_id: id }),
  },
  GetLabelByID: { needs: 'label:read', status: 200, params: label },
  UpdateLabel: { needs: 'label:update', status: 200, params: label, body: () => ({ name: 'there' }) },
  listProjectTrustRules: { needs: 'robot:update', status: 200 },
  createProjectTrustRule: {
    ...{ needs: 'robot:update', status: 400 },
    body: trustRule,
  },
  getProjectTrustRule: { needs: 'robot:update', status: 404 },
  updateProjectTrustRule: { needs: 'robot:update', status: 400, body: trustRule },
  deleteProjectTrustRule: { needs: 'robot:update', status: 404 },
}

/** Asked once in each cell, of a thing that is made for it: they take it away. */
export const deletions: Partial<Record<OperationId, ProjectOperation>> = {
  DeleteRobot: { needs: 'robot:delete', status: 200, params: robot },
  DeleteLabel: { needs: 'label:delete', status: 200, params: label },
}

/** Rights of what is not built yet. */
export const withoutOperation: readonly ProjectPermission[] = [
  'quota:read',
  ...(['scan:read', 'scan:create', 'scan:stop', 'sbom:read', 'sbom:create', 'sbom:stop'] as const),
  ...(['scanner:read', 'scanner:create'] as const),
  ...(['export-cve:read', 'export-cve:create', 'export-cve:list'] as const),
  ...([
    'immutable-tag:list',
    'immutable-tag:create',
    'immutable-tag:update',
    'immutable-tag:delete',
  ] as const),
  ...(['tag-retention:read', 'tag-retention:list', 'tag-retention:create'] as const),
  ...(['tag-retention:update', 'tag-retention:delete', 'tag-retention:operate'] as const),
  ...(['notification-policy:read', 'notification-policy:list', 'notification-policy:create'] as const),
  ...(['notification-policy:update', 'notification-policy:delete'] as const),
  ...(['preheat-policy:read', 'preheat-policy:list', 'preheat-policy:create'] as const),
  ...(['preheat-policy:update', 'preheat-policy:delete'] as const),
]
