// Where our answers differ from Harbor's on purpose, and why; and which areas are not there yet.
import type { Difference } from './contract-differences.ts'

/** An area whose questions are not asked until its routes are there. */
export interface Waiting {
  readonly area: string
  /** A path that is answered with 404 or 405 until the area is there. */
  readonly probe: string
  /** The titles of its questions. */
  readonly questions: RegExp
}

export const waitingAreas: readonly Waiting[] = [
  { area: 'quotas', probe: 'GET /api/v2.0/quotas', questions: /\/quotas\b|# over quota$/ },
  { area: 'retention', probe: 'GET /api/v2.0/retentions/metadatas', questions: /\/retentions\b/ },
  {
    area: 'immutable tags',
    probe: 'GET /api/v2.0/projects/library/immutabletagrules',
    questions: /\/immutabletagrules|# immutable$|immutable tag$/,
  },
  {
    area: 'webhooks',
    probe: 'GET /api/v2.0/projects/library/webhook/policies',
    questions: /\/webhook\//,
  },
  { area: 'collection', probe: 'GET /api/v2.0/system/gc', questions: /\/system\/gc/ },
  {
    area: 'accepted vulnerabilities',
    probe: 'GET /api/v2.0/system/CVEAllowlist',
    questions: /\/CVEAllowlist/,
  },
  {
    area: 'replication',
    probe: 'GET /api/v2.0/replication/policies',
    questions: /\/replication\/|\/registries\b/,
  },
  { area: 'schedules', probe: 'GET /api/v2.0/schedules', questions: /\/schedules as/ },
]

export const answersOnPurpose: readonly Difference[] = [
  {
    what: /^GET \S+\/health as -: components has 3 entries/,
    why: 'Each server lists the parts that it has.',
  },
  {
    what: /^GET \S+\/systeminfo as admin: (?:harbor_version|registry_url) is /,
    why: 'They say which server this is, and where.',
  },
  {
    what: /^GET \S+\/systeminfo as admin: notification_enable is false/,
    why: 'There are no webhooks yet.',
  },
  {
    what: /errors\.0\.message is "authentication failed: wrong user name or password"/,
    why: 'Wrong credentials are told from missing ones.',
  },
  {
    what: /^GET \S+\/projects as admin # bad password on a public listing: 401 /,
    why: 'Wrong credentials never turn into an anonymous caller, who would see less without knowing why.',
  },
  {
    what: /# right password just after a wrong one: (?:email|comment|realname) is /,
    why: 'The first administrator’s address and name are our own.',
  },
  {
    what: /errors\.0\.message is "forbidden", not "uprobe/,
    why: 'Harbor’s message is only the name of who asked.',
  },
  {
    what: /\/projects\?page=0 as admin: link undefined/,
    why: 'Page 0 is page 1, which is not its own next page.',
  },
  {
    what: /\/summary as uPROBE: \w+_count is there: 0$/,
    why: 'Harbor leaves out counts of nobody; its own contract has them as numbers.',
  },
  {
    what: /\/summary as uPROBE: quota is lacking$/,
    why: 'There are no quotas yet.',
  },
  {
    what: /\/metadatas\/ as uPROBE: 200 , not 403$/,
    why: 'Who may read each of a project’s metadata may read all of them.',
  },
  {
    what: /"prevent_vul": "true".*: 400 metadata\.prevent_vul cannot be true/,
    why: 'What is not enforced yet is not promised.',
  },
  {
    what: /\/members as uPROBE \{"role_id": 2\}: 400 .* not 500$/,
    why: 'A member that is nobody is the caller’s mistake, not the server’s.',
  },
  {
    what: /^DELETE \S+ as uPROBE # not empty: errors\.0\.message is "the project contains repositories/,
    why: 'The same words as `_deletable` has for it, without the name of the status before them.',
  },
  {
    what: /^GET \S+\/users\/UID as admin \(2\): errors\.0\.message is "user 2 not found"/,
    why: 'Harbor’s first user after the administrator has the id 3.',
  },
  {
    what: /artifacts\S* as uPROBE: (?:\.0\.)?icon is "/,
    why: 'The pictures are our own, and so are their digests.',
  },
  {
    what: /\/search\?q=library as -: project\.0\.(?:owner_name|cve_allowlist)/,
    why: 'A project is shown as it is shown by itself.',
  },
  {
    what: /^POST \S+\/labels as admin \{"name": "", .*: 400 the name of a label cannot be empty/,
    why: 'Harbor makes a label without a name, and then refuses every change to it.',
  },
  {
    what: /^\w+ \/v2\/.*: www-authenticate Bearer realm=.*,service="entrepot"/,
    why: 'The challenge names this service, and is always one that a client can follow.',
  },
  {
    what: /^GET \/v2\/\S* as -: errors\.0\.message is "(?:authentication required|requested access)/,
    why: 'The distribution-spec’s words, and those that scripts look for in Harbor’s refusals.',
  },
  {
    what: /^GET \/v2\/_catalog as uPROBE: 200 /,
    why: 'Everybody may list what they may pull.',
  },
  {
    what: /^GET \/service\/token\S* as (?:-|admin|robot\S+ # .*): (?:200 , not 401|content-type|www-authenticate|the body)/,
    why: 'Anonymous callers get a token for what is public; a refusal says why, and how to log in.',
  },
  {
    what: /^GET \/service\/token\?service=nosuch as admin: 200 /,
    why: 'There is one service, so that its name decides nothing, and a client set up for Harbor’s name works.',
  },
  {
    what: /^GET \/v2\/PROBE\/a\/tags\/list as uPROBE: errors\.0\./,
    why: 'The distribution-spec’s code for a repository that does not exist.',
  },
  {
    what: /^\w+ \/v2\/.* as (?:uPROBE|Bearer|admin): docker-distribution-api-version registry\/2\.0, not undefined$/,
    why: 'Every answer below /v2/ says which protocol it speaks.',
  },
  {
    what: /^POST \/v2\/nosuchPROBE\/.*: 403 .* not 401$/,
    why: 'Who sent a good password is not asked for another; the message says how to make the project.',
  },
  {
    what: /^POST \/v2\/noproject\/.*: 403 .*repository: library\/noproject/,
    why: 'A name without a project is one of `library`, as Docker has it.',
  },
  {
    what: /^POST \/v2\/PROBE\/UPPER\/.*: 400 invalid repository name/,
    why: 'An impossible name is a mistake in the request (NAME_INVALID), not a matter of credentials.',
  },
  {
    what: /: location \/v2\/\S+, not http:/,
    why: 'Locations are paths, which hold behind every proxy.',
  },
  {
    what: /^HEAD \S+ as Bearer # no Accept: 200 /,
    why: 'Who names no type takes every type (RFC 9110 §12.5.1).',
  },
  {
    what: /\/referrers\/\S+ as Bearer: x-total-count undefined/,
    why: 'The distribution-spec pages referrers without counting them.',
  },
  {
    what: /\/tags\/list\?n=1 as Bearer: link /,
    why: 'The same parameters in another order.',
  },
  {
    what: /\/configurations as admin: auth_mode\.editable is true|"auth_mode": "ldap_auth"\} # users exist: 200 /,
    why: 'Several ways to sign in work at once, so that accounts of one do not stand in the way of another.',
  },
  {
    what: /\/ldap\/users\/search\?username=x as admin: (?:400 there is no directory|errors\.0\.)/,
    why: 'That no directory is set is said in words: it is the administrator’s to mend, and no fault of the server.',
  },
  {
    what: /\{"token_expiration": "abc"\}: errors\.0\.message is "validation failure list:/,
    why: 'The same failure, without the words of Harbor’s language.',
  },
  {
    what: /# sid from a basic-auth answer: errors\.0\.message is "the session has ended/,
    why: 'A browser whose session has ended is told so, instead of the same as one that has none.',
  },
  {
    what: /\/users\/current\/permissions\?\S* as uPROBE: the body has 15 entries/,
    why: 'All of Harbor’s, and what else a public project shows: its metadata, and one repository by its name.',
  },
  {
    what: /\/robots\S* as uPROBE: (?:\.0\.)?description is there: ""$/,
    why: 'A robot without a description has an empty one.',
  },
  {
    what: /\/auditlog-exts\S* as uPROBE: (?:x-total-count 22|\.1\.operation(?:_description)? is "update)/,
    why: 'More is recorded: changes of robots, labels, metadata and members too.',
  },
  {
    what: /\/auditlog-exts\S* as uPROBE: \.[01]\.(?:client_address|credential|project_id|request_id) is there/,
    why: 'An entry also says from where, by what credential, in which request and project something was done.',
  },
  {
    what: /\/audit-logs\?page_size=1 as uPROBE: (?:link|x-total-count|the body) /,
    why: 'The older list shows the same entries in its own shape, where Harbor’s has become empty.',
  },
]
