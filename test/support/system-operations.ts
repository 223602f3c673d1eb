// Each operation outside of projects: who may, and how it is asked without spoiling the next question.
import type { OperationId } from '../../packages/contract/src/index.ts'
import type { SystemPermission } from '../../packages/server/src/features/authorization/index.ts'

export interface SystemOperation {
  /** A right, which administrators have; or everybody who is signed in; or everybody. */
  readonly needs: SystemPermission | 'signed in' | 'nothing'
  /** The answer for those who may. */
  readonly status: number
  /** Where it is another one for those who are not signed in. */
  readonly anonymous?: number
  readonly query?: string
  readonly body?: object
}

const missing = 404
const purgeSchedule = {
  schedule: { type: 'None' },
  parameters: { audit_retention_hour: 24, include_event_types: 'create_artifact', dry_run: true },
}
const trustRule = {
  ...{ name: 'ci', issuer: 'https://ci.example.com', audience: 'registry', robot_id: 999999 },
  conditions: [{ claim: 'repository', match: 'exact', value: 'a/b' }],
}

/** Ids in paths are of nothing that exists. */
export const systemOperations: Partial<Record<OperationId, SystemOperation>> = {
  getPing: { needs: 'nothing', status: 200 },
  getHealth: { needs: 'nothing', status: 200 },
  getSystemInfo: { needs: 'nothing', status: 200 },
  getCert: { needs: 'nothing', status: missing },
  getIcon: { needs: 'nothing', status: missing },
  getVolumes: { needs: 'system-volumes:read', status: 200 },
  getConfigurations: { needs: 'configuration:read', status: 200 },
  updateConfigurations: { needs: 'configuration:update', status: 200, body: {} },
  pingOIDC: { needs: 'configuration:update', status: 400, body: { url: 'nosuch' } },
  listUsers: { needs: 'user:list', status: 200 },
  createUser: { needs: 'user:create', status: 400, body: {} },
  getCurrentUserInfo: { needs: 'signed in', status: 200 },
  getCurrentUserPermissions: { needs: 'signed in', status: 200 },
  searchUsers: { needs: 'signed in', status: 200, query: '?username=a' },
  getUser: { needs: 'user:read', status: missing },
  updateUserProfile: { needs: 'user:update', status: missing, body: { comment: 'x' } },
  deleteUser: { needs: 'user:delete', status: missing },
  updateUserPassword: { needs: 'user:update', status: missing, body: { new_password: 'Sesame 2026' } },
  setCliSecret: { needs: 'user:update', status: missing, body: { secret: 'Sesame 2026' } },
  getOwnSignIn: { needs: 'signed in', status: 200 },
  setUserSysAdmin: { needs: 'user:update', status: missing, body: { sysadmin_flag: false } },
  listProjects: { needs: 'nothing', status: 200 },
  headProject: { needs: 'signed in', status: missing, query: '?project_name=nosuch' },
  createProject: { needs: 'signed in', status: 400, body: { project_name: 'Refused' } },
  listAllRepositories: { needs: 'nothing', status: 200 },
  search: { needs: 'nothing', status: 200, query: '?q=a' },
  searchArtifacts: { needs: 'nothing', status: 200, query: '?q=a' },
  streamChanges: { needs: 'nothing', status: 200, query: '?seconds=1' },
  getActivity: { needs: 'nothing', status: 200, query: '?days=7' },
  getStorageUse: { needs: 'quota:list', status: 200 },
  getStatistic: { needs: 'signed in', status: 200 },
  getPermissions: { needs: 'permission:read', status: 200 },
  explainPermission: { needs: 'permission:read', status: 200, query: '?permission=user:list' },
  listAuditLogs: { needs: 'nothing', status: 200, anonymous: 401 },
  listAuditLogExts: { needs: 'nothing', status: 200, anonymous: 401 },
  listAuditLogEventTypes: { needs: 'audit-log:list', status: 200 },
  getPurgeHistory: { needs: 'purge-audit:list', status: 200 },
  getPurgeSchedule: { needs: 'purge-audit:read', status: 200 },
  createPurgeSchedule: { needs: 'purge-audit:create', status: 201, body: purgeSchedule },
  updatePurgeSchedule: { needs: 'purge-audit:update', status: 200, body: purgeSchedule },
  getPurgeJob: { needs: 'purge-audit:read', status: missing },
  getPurgeJobLog: { needs: 'purge-audit:read', status: missing },
  stopPurge: { needs: 'purge-audit:stop', status: missing },
  ListRobot: { needs: 'robot:list', status: 200 },
  CreateRobot: {
    ...{ needs: 'robot:create', status: 400 },
    body: {
      ...{ name: 'Refused', level: 'system', duration: 1 },
      permissions: [{ kind: 'system', namespace: '/', access: [{ resource: 'robot', action: 'create' }] }],
    },
  },
  GetRobotByID: { needs: 'robot:read', status: missing },
  UpdateRobot: { needs: 'robot:update', status: missing, body: {} },
  RefreshSec: { needs: 'robot:update', status: missing, body: { secret: '' } },
  DeleteRobot: { needs: 'robot:delete', status: missing },
  ListLabels: { needs: 'signed in', status: 200, query: '?scope=g' },
  CreateLabel: { needs: 'label:create', status: 400, body: { name: '', scope: 'g' } },
  GetLabelByID: { needs: 'label:read', status: missing },
  UpdateLabel: { needs: 'label:update', status: missing, body: { name: 'x' } },
  DeleteLabel: { needs: 'label:delete', status: missing },
  listRoles: { needs: 'signed in', status: 200 },
  getRole: { needs: 'signed in', status: missing },
  createRole: { needs: 'role:create', status: 400, body: { name: 'x', permissions: [] } },
  updateRole: { needs: 'role:update', status: missing, body: { name: 'x' } },
  deleteRole: { needs: 'role:delete', status: missing },
  listOwnAccessTokens: { needs: 'signed in', status: 200 },
  createAccessToken: { needs: 'signed in', status: 201, body: { name: 'made' } },
  deleteOwnAccessToken: { needs: 'signed in', status: missing },
  listAccessTokens: { needs: 'user:read', status: missing },
  deleteAccessToken: { needs: 'user:update', status: missing },
  pingLdap: { needs: 'configuration:update', status: 200, body: {} },
  searchLdapUser: { needs: 'ldap-user:list', status: 400, query: '?username=a' },
  importLdapUser: { needs: 'ldap-user:create', status: 400, body: { ldap_uid_list: ['a'] } },
  searchLdapGroup: { needs: 'user-group:list', status: 400, query: '?groupname=a' },
  listUserGroups: { needs: 'user-group:list', status: 200 },
  searchUserGroups: { needs: 'signed in', status: 200, query: '?groupname=a' },
  createUserGroup: { needs: 'user-group:create', status: 400, body: {} },
  getUserGroup: { needs: 'user-group:read', status: missing },
  updateUserGroup: { needs: 'user-group:update', status: missing, body: { group_name: 'x' } },
  deleteUserGroup: { needs: 'user-group:delete', status: 200 },
  listTrustRules: { needs: 'robot:update', status: 200 },
  createTrustRule: { needs: 'robot:update', status: 400, body: trustRule },
  getTrustRule: { needs: 'robot:update', status: missing },
  updateTrustRule: { needs: 'robot:update', status: 400, body: trustRule },
  deleteTrustRule: { needs: 'robot:update', status: missing },
}

/** Answers the same to everybody: nobody may. */
export const refusedToAll: readonly OperationId[] = ['getInternalconfig']
