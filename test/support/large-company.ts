// What a large company keeps besides its repositories, written straight into the database: people, projects, a year's log.
import type { TestServer } from './server.ts'
import { writeStraight } from './write-straight.ts'

/** How many there are of each. */
const company = {
  users: 10_000,
  groups: 200,
  projects: 2_000,
  members: 1_000,
  robots: 1_000,
  labels: 1_000,
  trustRules: 200,
  auditEntries: 100_000,
  /** Repositories with pushes or pulls on each of the last 100 days. */
  activeRepositories: 1_000,
  days: 365,
  tokens: 100,
  purges: 1_000,
  moves: 1_000,
} as const

const day = 86_400_000

/**
 * Beside what `fillLargeRegistry` has written, whose project `many` gets the members, robots, labels and rules.
 * @param person a plain user, who becomes a developer of `many` and of every third project
 */
export async function fillLargeCompany(server: TestServer, person: number): Promise<void> {
  const now = Date.now()
  const steps = [
    ...people(now),
    ...projects(now, person),
    ...ofProject(now),
    ...log(now),
    ...rest(now, person),
  ]
  const words = server.database.engine === 'sqlite' ? sqliteWords : postgresWords
  await writeStraight(server, [...steps, ...documents, words, 'analyze'])
}

const numbers = (count: number) =>
  `with recursive n(i) as (select cast(1 as bigint) union all select i + 1 from n where i < ${count})`
const many = "(select id from projects where name = 'many')"
const tagged = "(select id from repositories where path = 'many/tagged')"
const firstPerson = "(select id from users where username = 'person-1')"
const firstGroup = "(select id from groups where name = 'group-1')"
const firstProject = "(select id from projects where name = 'project-1')"

function people(now: number): string[] {
  return [
    `insert into users (username, email, realname, comment, password_hash, administrator, created_at, updated_at)
     ${numbers(company.users)} select 'person-' || i, 'person-' || i || '@example.com', 'Person ' || i, '', '', 0,
       ${now} - i * 60000, ${now} - i * 60000 from n`,
    `insert into groups (kind, name, created_at, updated_at) ${numbers(company.groups)}
     select 2, 'group-' || i, ${now}, ${now} from n`,
    `insert into group_members (user_id, group_id) ${numbers(company.users)}
     select ${firstPerson} + i - 1, ${firstGroup} + i % ${company.groups} from n`,
  ]
}

function projects(now: number, person: number): string[] {
  const member = `insert into members (project_id, subject_kind, subject_id, role_id, created_at, updated_at)`
  return [
    `insert into projects (name, public, owner_id, repository_count, created_at, updated_at)
     ${numbers(company.projects)} select 'project-' || i, case when i % 10 = 0 then 1 else 0 end,
       case when i % 4 = 0 then ${person} else 1 end, 1, ${now} - i * 1000, ${now} - i * 1000 from n`,
    `insert into repositories (project_id, format, name, path, description, artifact_count, pull_count, visible_at,
       created_at, updated_at) ${numbers(company.projects)}
     select ${firstProject} + i - 1, 'oci', 'service', 'project-' || i || '/service', '', 0, i, ${now}, ${now}, ${now}
     from n`,
    `${member} ${numbers(company.projects)} select ${firstProject} + i - 1, 'user', ${person}, 2, ${now}, ${now}
     from n where i % 3 = 0`,
    `${member} select ${many}, 'user', ${person}, 2, ${now}, ${now}`,
    `${member} ${numbers(company.members)} select ${many}, 'user', ${firstPerson} + i - 1, 1 + i % 5, ${now}, ${now}
     from n`,
    `${member} ${numbers(company.groups)} select ${many}, 'group', ${firstGroup} + i - 1, 3, ${now}, ${now} from n`,
    `${member} ${numbers(company.projects)} select ${firstProject} + i - 1, 'user', ${firstPerson}, 1, ${now}, ${now}
     from n where i % 2 = 0`,
  ]
}

function ofProject(now: number): string[] {
  const access =
    '"access":[{"resource":"repository","action":"pull"},{"resource":"repository","action":"push"}]'
  const block = `'[{"kind":"project","namespace":"many","projectId":' || ${many} || ',${access}}]'`
  const robot = `insert into robots (name, description, level, project_id, secret_hash, disabled, duration, expires_at,
    creator_kind, creator_id, editable, permissions, created_at, updated_at) ${numbers(company.robots)}`
  const label = `insert into labels (name, description, color, scope, project_id, created_at, updated_at)
    ${numbers(company.labels)}`
  return [
    `${robot} select 'robot-' || i, '', 'project', ${many}, '', 0, -1, null, 'user', 1, 1, ${block}, ${now} - i, ${now}
     from n`,
    `${robot} select 'everywhere-' || i, '', 'system', null, '', 0, -1, null, 'user', 1, 1, ${block}, ${now} - i, ${now}
     from n`,
    `${label} select 'label-' || i, 'What it says', '#2F7D32', 'p', ${many}, ${now} - i, ${now} from n`,
    `${label} select 'common-' || i, 'What it says', '#C62828', 'g', 0, ${now} - i, ${now} from n`,
    `insert into trust_rules (project_id, name, description, issuer, audience, conditions, robot_id, lifetime, single_use,
       disabled, created_at, updated_at) ${numbers(company.trustRules)}
     select ${many}, 'rule-' || i, '', 'https://ci.example.com', 'registry.example.com',
       '[{"claim":"repository","match":"exact","value":"acme/web"}]',
       (select min(id) from robots where level = 'project') + i - 1, 3600000, 0, 0, ${now}, ${now} from n`,
    `insert into artifact_labels (manifest_id, label_id, repository_id, created_at)
     select m.id, (select min(id) from labels where scope = 'p') + m.id % 10, m.repository_id, ${now} from manifests m
     where m.repository_id = ${tagged}`,
  ]
}

/** A log of a year, and pushes and pulls by day; the kept counts are what the server would have kept. */
function log(now: number): string[] {
  const today = Math.floor(now / day)
  const apart = Math.floor((company.days * day) / company.auditEntries)
  const active = (project: string, repository: string, from: string, days: number = company.days) =>
    `insert into activity_days (project_id, day, repository_id, pushes, pulls)
     with recursive n(i) as (select cast(0 as bigint) union all select i + 1 from n where i < ${days - 1})
     select ${project}, ${today} - n.i, ${repository}, 1 + n.i % 7, 1 + n.i % 50 from n ${from}`
  return [
    `insert into audit (id, at, username, actor_type, actor_id, via, address, request_id, operation, resource_type,
       resource, description, succeeded, project_id) ${numbers(company.auditEntries)}
     select 10000000 - i, ${now} - i * ${apart}, 'person-' || (i % 100), 'user', 1, 'password', '127.0.0.1', 'request',
       case when i % 3 = 0 then 'delete' else 'create' end, case when i % 5 = 0 then 'tag' else 'artifact' end,
       case when i % 2 = 0 then 'many/tagged:v1.' || (i % 100) || '.0' else 'project-' || (i % 2000) || '/service' end,
       'push', 1, case when i % 2 = 0 then ${many} else ${firstProject} + i % 2000 end from n`,
    'delete from audit_counts',
    `insert into audit_counts (project_id, day, rows) select project_id, at / ${day}, count(*) from audit
     where project_id > 0 group by project_id, at / ${day}`,
    `insert into audit_counts (project_id, day, rows) select 0, at / ${day}, count(*) from audit group by at / ${day}`,
    active('0', '0', ''),
    // Not every project every day.
    active('p.id', '0', 'cross join projects p where (p.id + n.i) % 4 = 0'),
    active(
      'r.project_id',
      'r.id',
      `cross join (select id, project_id from repositories where project_id = ${many} order by id
         limit ${company.activeRepositories}) r`,
      100,
    ),
    active(
      'r.project_id',
      'r.id',
      `cross join (select id, project_id from repositories where id = ${tagged}) r`,
    ),
  ]
}

function rest(now: number, person: number): string[] {
  const token = (
    who: string,
  ) => `insert into access_tokens (kind, hash, hint, name, user_id, created_at, expires_at)
    ${numbers(company.tokens)} select 'personal', 'no hash ' || ${who} || ' ' || i, 'abcd', 'token ' || i, ${who},
      ${now} - i, ${now} + ${day} * (30 + i) from n`
  return [
    ...['1', String(person), firstPerson].map(token),
    `insert into executions (kind, trigger, status, parameters, log, created_at, updated_at) ${numbers(company.purges)}
     select 'audit.purge', 'Manual', 'Success', '{"audit_retention_hour":24,"dry_run":true}', 'done', ${now} - i * 1000,
       ${now} - i * 1000 from n`,
    `insert into tag_history (repository_id, name, old_digest, new_digest, actor, at) ${numbers(company.moves)}
     select ${tagged}, 'v1.0.0', 'sha256:' || substr('${'0'.repeat(64)}' || i, length('' || i) + 1),
       'sha256:' || substr('${'0'.repeat(64)}' || (i + 1), length('' || (i + 1)) + 1), 'admin',
       ${now} - (${company.moves} - i) * 60000 from n`,
  ]
}

/** The index of words, which the server fills when something is pushed. */
const documents = [
  `insert into search_documents (kind, project_id, repository_id, manifest_id)
   select 'repository', project_id, id, 0 from repositories where id > 0 on conflict do nothing`,
  `insert into search_documents (kind, project_id, repository_id, manifest_id)
   select 'artifact', project_id, repository_id, id from manifests where repository_id = ${tagged}
   on conflict do nothing`,
  'analyze',
]
const found = `from search_documents d join repositories r on r.id = d.repository_id
  left join manifests m on m.id = d.manifest_id`
const sqliteWords = `insert or replace into search_words
    (rowid, kind, name, tags, labels, description, annotations, digest)
  select d.id, d.kind, r.path, coalesce((select group_concat(t.name, ' ') from tags t where t.manifest_id = m.id), ''),
    '', r.description, '', coalesce(m.digest, '') ${found}`
const postgresWords = `update search_documents set words = w.words from (
    select d.id, setweight(to_tsvector('simple', replace(r.path, '/', ' ')), 'A') || setweight(to_tsvector('simple',
      coalesce((select string_agg(t.name, ' ') from tags t where t.manifest_id = m.id), '')), 'B') as words ${found}
  ) w where w.id = search_documents.id`
