// Where our contract differs from Harbor's on purpose, and why. What is built later may need a line of its own here.

export interface Difference {
  /** The lines that the comparison finds. */
  readonly what: RegExp
  readonly why: string
}

const inQuery = / (?:page|page_size) in query/

export const differencesOnPurpose: readonly Difference[] = [
  {
    what: new RegExp(`${inQuery.source}: minimum is 0`),
    why: 'A negative page or size is refused: one would skip nothing, the other would read a whole table at once.',
  },
  {
    what: /^\w+: never answers 500$/,
    why: 'What goes wrong within is the same for all operations: `default` declares it, in the same shape.',
  },
  {
    what: /^\w+: answers 422 too$/,
    why: 'A parameter or a body against its schema. Harbor answers 422 as well, also where it does not declare it.',
  },
  {
    what: /^(?:getSystemInfo|headProject|deleteProject|listAllRepositories): answers 401 too$/,
    why: 'Wrong credentials are refused wherever credentials are read; they never turn into an anonymous caller.',
  },
  {
    what: /^(?:listProjects|headProject|listAllRepositories|getCurrentUser(?:Info|Permissions)|search(?:Users|UserGroups)): answers 403 too$/,
    why: 'Who comes with a registry token may do what it was granted, and nothing else.',
  },
  {
    what: /^(?:search|getStatistic): answers 40[13] too$/,
    why: 'Wrong credentials are refused, and a registry token may do what it was granted, and nothing else.',
  },
  {
    what: /^(?:ListLabels|CreateLabel|GetLabelByID|UpdateLabel|DeleteLabel): answers 403 too$/,
    why: 'Who may not work with a label is told so; Harbor answers 403 as well without declaring it.',
  },
  {
    what: /^(?:ListLabels|CreateLabel): answers 404 too$/,
    why: 'A project that is not there is said to be missing, to those who may know.',
  },
  {
    what: /^getCert: 200 gives string:binary, not file$/,
    why: 'OpenAPI 3.1 says so what was once a type `file`.',
  },
  {
    what: /^getCert: 404 gives Errors, not undefined$/,
    why: 'A failure has the shape that all have.',
  },
  {
    what: /^createProject: answers 403 too$/,
    why: 'Where only administrators create projects, Harbor answers 403 as well without declaring it.',
  },
  {
    what: /^createProjectMember: answers 404 too$/,
    why: 'A user who does not exist becomes no member; Harbor answers 404 as well without declaring it.',
  },
  {
    what: /^updateUserPassword: answers 404 too$/,
    why: 'An administrator who changes the password of an account that is gone is told so.',
  },
  {
    what: /^(?:updateUserPassword|setCliSecret): 4(?:00|03|12) gives Errors, not undefined$/,
    why: 'Why a password or a secret was refused is said in the shape of all other failures, as Harbor does.',
  },
  {
    what: /^(?:listUsers|getPurgeHistory): answers 400 too$/,
    why: 'A malformed `q` is a bad request in every list, in Harbor too.',
  },
  {
    what: /^headProject: 40[04] gives undefined, not Errors$/,
    why: 'An answer to HEAD has no body (RFC 9110 §9.3.2).',
  },
  {
    what: /^(?:CopyArtifact|createTag): never answers 405$/,
    why: 'Harbor refuses to write to proxy projects with it; there are none yet.',
  },
  {
    what: /^createTag: 201 lacks the header Location$/,
    why: 'Harbor declares it and sends none; a tag has no address of its own to send.',
  },
  {
    what: /^Artifact: (?:references|tags|labels|accessories) may be null$/,
    why: 'An empty list within an artifact is null in Harbor’s answers, and clients tell it from `[]`.',
  },
  {
    what: /^Reference: urls may be null$/,
    why: 'A part of an index without addresses has null, as in Harbor’s answers.',
  },
  {
    what: /^Project: current_user_role_ids may be null$/,
    why: 'Who has no role in a project sees null, as in Harbor’s answers.',
  },
  {
    what: /^ListRobot: answers 40[13] too$/,
    why: 'Who may not list robots is told so, as in Harbor, which does not declare it.',
  },
  {
    what: /^CreateRobot: answers 409 too$/,
    why: 'Two robots of one name are a conflict; Harbor answers 409 as well without declaring it.',
  },
  {
    what: /^get(?:Configurations|Internalconfig): 40[13] gives Errors, not undefined$/,
    why: 'A refusal has the shape of all others, as Harbor’s has without declaring it.',
  },
  {
    what: /^(?:Configurations(?:Response)?|LdapConf): has ldap_(?:ca_certificate|start_tls)$/,
    why: 'Settings that Harbor lacks: a directory’s own certificate authority, and StartTLS.',
  },
  {
    what: /^(?:listAuditLogs|listAuditLogExts|getLogs|getLogExts): answers 403 too$/,
    why: 'Who may not read a log is told so, as in Harbor, which does not declare it.',
  },
  {
    what: /^(?:getLogs|getLogExts): answers 404 too$/,
    why: 'To an administrator a project that does not exist is missing, as in Harbor, which does not declare it.',
  },
  {
    what: /^AuditLogExt: has (?:client_address|credential|project_id|request_id)$/,
    why: 'From where, how proven, in which request and project something was done belongs into an audit log.',
  },
]
