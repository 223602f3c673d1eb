// The tables as Kysely sees them. Times are milliseconds UTC, flags 0 or 1, digests canonical `<algorithm>:<hex>` text.
import type { Generated } from 'kysely'

type Id = Generated<number>

export interface UsersTable {
  id: Id
  username: string
  email: string
  realname: string
  comment: string
  password_hash: string
  administrator: number
  /** Counts what ended all logins at once, such as a new password: a login that began before is overtaken. */
  login_generation: Generated<number>
  /** 1 when an identity provider says so, since the last sign-in. */
  administrator_by_provider: Generated<number>
  created_at: number
  updated_at: number
  deleted_at: number | null
}

export interface GroupsTable {
  id: Id
  /** As Harbor numbers them: 1 LDAP, 2 HTTP, 3 OIDC. */
  kind: number
  name: string
  ldap_dn: string | null
  created_at: number
  updated_at: number
}

export interface GroupMembersTable {
  group_id: number
  user_id: number
}

export interface RolesTable {
  /** From 100 on; the built-in ones below are in the code. */
  id: number
  name: string
  description: string
  /** JSON array of `resource:action`. */
  permissions: string
  /** 1 when it grants project:read, repository:list or repository:pull: lists ask these of each membership. */
  reads_project: number
  lists_artifacts: number
  lists_repositories: number
  pulls: number
  created_at: number
  updated_at: number
}

export interface RobotsTable {
  id: Id
  /** Without the prefix and the project: `ci` of `robot$library+ci`. */
  name: string
  description: string
  level: 'system' | 'project'
  project_id: number | null
  secret_hash: string
  disabled: number
  /** Days; -1 for ever. */
  duration: number
  expires_at: number | null
  creator_kind: 'user' | 'robot'
  creator_id: number
  editable: number
  /** JSON array of blocks. */
  permissions: string
  created_at: number
  updated_at: number
  deleted_at: number | null
}

export interface ProjectsTable {
  id: Id
  name: string
  public: number
  owner_id: number
  policy_generation: Generated<number>
  repository_count: Generated<number>
  created_at: number
  updated_at: number
  deleted_at: number | null
}

export interface ProjectMetadataTable {
  project_id: number
  name: string
  value: string
}

export interface MembersTable {
  id: Id
  project_id: number
  subject_kind: 'user' | 'group'
  subject_id: number
  role_id: number
  created_at: number
  updated_at: number
}

export interface RepositoriesTable {
  id: Id
  project_id: number
  format: string
  /** Within the project, e.g. `nginx`. */
  name: string
  /** The full path, e.g. `library/nginx`: catalog order. */
  path: string
  description: string
  /** Of those that lists show. */
  artifact_count: Generated<number>
  pull_count: Generated<number>
  /** When the first manifest arrived; until then no list shows the repository. */
  visible_at: number | null
  created_at: number
  updated_at: number
}

export interface BlobsTable {
  id: Id
  digest: string
  size: number
  created_at: number
}

export interface BlobLocationsTable {
  blob_id: number
  store_id: number
  key: string
  state: 'present' | 'quarantined'
  verified_at: number
}

export interface BlobLinksTable {
  repository_id: number
  blob_id: number
  linked_at: number
}

export interface ManifestsTable {
  id: Id
  repository_id: number
  digest: string
  kind: 'image' | 'index'
  /** What it is in one word, as lists of artifacts call it: `IMAGE`, `CHART`, … */
  type: string
  media_type: string
  artifact_type: string | null
  config_media_type: string | null
  subject: string | null
  size: number
  /** The manifest with its config and layers, or an index with its children, in bytes. */
  total_size: number
  body: Uint8Array
  annotations: string | null
  pushed_at: number
  pushed_by: string
  pulled_at: number | null
  deleted_at: number | null
  /** 1 when lists of artifacts show it: no accessory of another, and tagged or not part of an index. */
  listed: Generated<number>
  /** The digest of what it belongs to: its subject, or what the tag scheme of older signers names. */
  accessory_of: string | null
  /** In Harbor's words, `signature.cosign`; null for what is no accessory. */
  accessory_type: string | null
  /** Of its repository, which never moves: for lists of a whole project. */
  project_id: number | null
}

export interface LabelsTable {
  id: Id
  name: string
  description: string
  color: string
  /** `g` for everywhere, `p` for one project. */
  scope: 'g' | 'p'
  /** 0 for labels of everywhere. */
  project_id: number
  created_at: number
  updated_at: number
  /** From then on nothing shows it, and a job takes it from its artifacts. */
  deleted_at: number | null
}

export interface ArtifactLabelsTable {
  manifest_id: number
  label_id: number
  repository_id: number
  created_at: number
}

export interface ManifestRefsTable {
  manifest_id: number
  position: number
  kind: 'config' | 'layer' | 'child' | 'foreign'
  digest: string
  media_type: string
  size: number
  repository_id: number
  blob_id: number | null
  child_id: number | null
}

export interface SearchDocumentsTable {
  id: Id
  kind: 'repository' | 'artifact'
  project_id: number
  repository_id: number
  /** 0 for the repository's own. */
  manifest_id: number
}

/** FTS5's table, which only SQLite has; its `rowid` is the document's id. */
export interface SearchWordsTable {
  rowid: number
  kind: string
  name: string
  tags: string
  labels: string
  description: string
  annotations: string
  digest: string
}

export interface SearchQueueTable {
  id: Id
  /** `repository` and `artifact` are looked at anew; of `artifacts` all of a repository's. */
  kind: 'repository' | 'artifact' | 'artifacts'
  target: number
}

export interface TagsTable {
  id: Id
  repository_id: number
  name: string
  manifest_id: number
  pushed_at: number
  pulled_at: number | null
  updated_by: string
}

export interface TagHistoryTable {
  id: Id
  repository_id: number
  name: string
  old_digest: string | null
  new_digest: string | null
  actor: string
  at: number
}

export interface UploadsTable {
  uuid: string
  project_id: number
  path: string
  /** Who began it, as `user:7` or `anonymous`: for the limit on open uploads. */
  owner: string
  address: string
  algorithm: string
  store_id: number
  key: string | null
  bytes: number
  parts: string | null
  hash_state: string | null
  /** The request that writes now, and until when it is believed to live. */
  writer: string | null
  writer_until: number
  created_at: number
  expires_at: number
}

export interface GcBlobsTable {
  blob_id: number
  due_at: number
  attempts: Generated<number>
  cause: string
}

export interface GcManifestsTable {
  manifest_id: number
  due_at: number
  attempts: Generated<number>
  cause: string
}

export interface GcKeysTable {
  store_id: number
  key: string
  due_at: number
}

export interface EventsTable {
  seq: Id
  at: number
  kind: string
  project_id: number | null
  actor: string
  request_id: string
  traceparent: string | null
  body: string
  /** 1 for an event that goes as soon as its consumers have had it. */
  passing: Generated<number>
}

export interface DeliveriesTable {
  consumer: string
  seq: number
  due_at: number
  attempts: Generated<number>
}

export interface ConsumersTable {
  name: string
  /** Until then one node hands it events outside of a transaction, and others wait. */
  lease_until: number
  epoch: number
}

/** Events that a consumer could not take, again and again. */
export interface ParkedDeliveriesTable {
  consumer: string
  seq: number
  error: string
  parked_at: number
}

export interface AuditTable {
  /** The event's seq. */
  id: number
  at: number
  username: string
  actor_type: string
  actor_id: number | null
  via: string
  address: string
  request_id: string
  operation: string
  resource_type: string
  resource: string
  description: string
  succeeded: number
  /** 0 outside of projects. */
  project_id: number
}

/** How many rows of `audit` a day has; project 0 counts all there are. */
export interface AuditCountsTable {
  project_id: number
  day: number
  rows: number
}

export interface ActivityDaysTable {
  /** 0: the row counts all projects. */
  project_id: number
  day: number
  /** 0: the row counts all repositories of the project. */
  repository_id: number
  pushes: number
  pulls: number
}

export interface SchedulesTable {
  id: Id
  kind: string
  type: 'Hourly' | 'Daily' | 'Weekly' | 'Custom'
  cron: string
  parameters: string
  next_at: number
  created_at: number
  updated_at: number
}

export interface ExecutionsTable {
  id: Id
  kind: string
  trigger: 'Manual' | 'Schedule'
  /** As far as it says itself; what its job says comes before, while there is one. */
  status: 'Pending' | 'Success'
  parameters: string
  log: string
  created_at: number
  updated_at: number
}

export interface JobsTable {
  id: Id
  kind: string
  key: string
  state: 'waiting' | 'running' | 'done' | 'failed' | 'cancelled'
  payload: string
  progress: string | null
  error: string | null
  traceparent: string | null
  priority: Generated<number>
  attempts: Generated<number>
  due_at: number
  lease_until: number
  /** Counts the claims: what an earlier claim would still write is refused. */
  epoch: Generated<number>
  cancel_requested: Generated<number>
  /** Asked for while it was running: when it runs again. */
  rerun_at: number | null
  created_at: number
  finished_at: number | null
}

export interface TokensTable {
  id: Id
  kind: 'refresh'
  hash: string
  user_id: number
  client_id: string
  created_at: number
  expires_at: number
}

export interface AccessTokensTable {
  id: Id
  kind: 'personal' | 'temporary' | 'exchanged'
  hash: string
  hint: string
  name: string
  /** Whose it is: of the two, one is set. */
  user_id: number | null
  robot_id: number | null
  /** The rule that an exchanged one was handed out by. */
  rule_id: number | null
  /** The token with which it was made: they end together. */
  parent_id: number | null
  /** What it is limited to, as JSON; null: as much as its owner may. */
  access: string | null
  created_at: number
  expires_at: number
  last_used_at: number | null
}

export interface TrustRulesTable {
  id: Id
  /** Null for a rule of the system. */
  project_id: number | null
  name: string
  description: string
  issuer: string
  audience: string
  /** JSON. */
  conditions: string
  robot_id: number
  /** What its tokens are limited to within the robot's rights, as JSON; null: as much as the robot may. */
  access: string | null
  /** Milliseconds. */
  lifetime: number
  single_use: number
  disabled: number
  created_at: number
  updated_at: number
}

/** Tokens of other issuers that were exchanged once and for all. */
export interface ExchangedTokensTable {
  hash: string
  expires_at: number
}

export interface SigningKeysTable {
  kid: string
  algorithm: string
  public_jwk: string
  sealed: string
  key_version: number
  created_at: number
  /** From then on it signs nothing new, but what it signed stays valid. */
  retired_at: number | null
}

export interface InstallationTable {
  name: string
  value: string
}

/** Who a user is to a provider of identities. */
export interface IdentitiesTable {
  id: Id
  provider: string
  subject: string
  user_id: number
  created_at: number
  updated_at: number
}

export interface SessionsTable {
  id: Id
  hash: string
  user_id: number
  provider: string
  provider_session: string | null
  provider_token: string | null
  key_version: number | null
  created_at: number
  seen_at: number
  expires_at: number
}

export interface PendingAccountsTable {
  hash: string
  sealed: string
  key_version: number
  expires_at: number
}

export interface CliSecretsTable {
  user_id: number
  hash: string
  created_at: number
  updated_at: number
}

export interface SettingsTable {
  name: string
  /** JSON; of a secret, its seal. */
  value: string
  /** Of the key that seals a secret; null for what is no secret. */
  key_version: number | null
  updated_at: number
}

export interface Schema {
  users: UsersTable
  groups: GroupsTable
  group_members: GroupMembersTable
  roles: RolesTable
  robots: RobotsTable
  projects: ProjectsTable
  project_metadata: ProjectMetadataTable
  members: MembersTable
  repositories: RepositoriesTable
  blobs: BlobsTable
  blob_locations: BlobLocationsTable
  blob_links: BlobLinksTable
  manifests: ManifestsTable
  manifest_refs: ManifestRefsTable
  labels: LabelsTable
  artifact_labels: ArtifactLabelsTable
  search_documents: SearchDocumentsTable
  search_words: SearchWordsTable
  search_queue: SearchQueueTable
  tags: TagsTable
  tag_history: TagHistoryTable
  uploads: UploadsTable
  gc_blobs: GcBlobsTable
  gc_manifests: GcManifestsTable
  gc_keys: GcKeysTable
  events: EventsTable
  deliveries: DeliveriesTable
  consumers: ConsumersTable
  parked_deliveries: ParkedDeliveriesTable
  audit: AuditTable
  audit_counts: AuditCountsTable
  activity_days: ActivityDaysTable
  schedules: SchedulesTable
  executions: ExecutionsTable
  jobs: JobsTable
  tokens: TokensTable
  access_tokens: AccessTokensTable
  trust_rules: TrustRulesTable
  exchanged_tokens: ExchangedTokensTable
  signing_keys: SigningKeysTable
  installation: InstallationTable
  identities: IdentitiesTable
  sessions: SessionsTable
  pending_accounts: PendingAccountsTable
  cli_secrets: CliSecretsTable
  settings: SettingsTable
}
