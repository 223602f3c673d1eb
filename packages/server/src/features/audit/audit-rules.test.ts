// What events mean in the audit log.
import { expect, test } from 'bun:test'
import { auditEntryOf, eventTypeOf, eventTypes, eventTypesIn } from './audit-rules.ts'

const digest = `sha256:${'a'.repeat(64)}`
const repository = 'team/app'

test.each([
  [
    'artifact.pushed',
    { repository, digest, tags: ['v1', 'v2'], mediaType: 'm' },
    'create_artifact',
    'team/app:v1',
  ],
  [
    'artifact.pushed',
    { repository, digest, tags: [], mediaType: 'm' },
    'create_artifact',
    `team/app@${digest}`,
  ],
  ['artifact.deleted', { repository, digest, tags: ['v1'] }, 'delete_artifact', `team/app@${digest}`],
  ['artifact.pulled', { repository, digest, tag: 'v1', count: 1 }, 'pull_artifact', 'team/app:v1'],
  ['tag.created', { repository, tag: 'v1', digest }, 'create_tag', 'team/app:v1'],
  ['tag.updated', { repository, tag: 'v1', digest, before: digest }, 'update_tag', 'team/app:v1'],
  ['tag.deleted', { repository, tag: 'v1', digest }, 'delete_tag', 'team/app:v1'],
  ['repository.deleted', { repository, artifacts: 2, tags: ['v1'] }, 'delete_repository', 'team/app'],
  ['project.created', { name: 'team', public: false }, 'create_project', 'team'],
  ['member.updated', { id: 3, user: 'ada', role: 2 }, 'update_member', 'ada'],
  ['user.password-changed', { id: 3, username: 'ada' }, 'update_user', 'ada'],
  ['user.signed-in', { username: 'ada', count: 1 }, 'login_user', 'ada'],
  ['user.signed-out', { id: 3, username: 'ada' }, 'logout_user', 'ada'],
  ['robot.created', { id: 3, name: 'robot$team+ci' }, 'create_robot', 'robot$team+ci'],
  ['robot.secret-changed', { id: 3, name: 'robot$ci' }, 'update_robot', 'robot$ci'],
  ['configuration.updated', { settings: ['read_only'] }, 'update_configuration', 'configuration'],
  ['access-token.revoked', { id: 3, name: 'laptop' }, 'delete_access_token', 'laptop'],
  ['access-token.exchanged', { id: 3, name: 'build' }, 'create_access_token', 'build'],
  ['group.created', { id: 3, name: 'platform' }, 'create_user_group', 'platform'],
  ['robot.signed-in', { username: 'robot$ci' }, 'login_robot', 'robot$ci'],
  ['trust-rule.deleted', { id: 3, name: 'releases' }, 'delete_trust_rule', 'releases'],
  ['artifact.labelled', { repository, digest, label: { id: 1 } }, 'update_artifact', `team/app@${digest}`],
  ['user.linked', { id: 3, username: 'ada' }, 'update_user', 'ada'],
])('%s %j is %s of %s', (kind, body, type, resource) => {
  const entry = auditEntryOf({ kind, body })
  expect([eventTypeOf(entry), entry.resource, entry.succeeded]).toEqual([type, resource, true])
  expect(eventTypes).toContain(type)
})

test('kinds that nobody foresaw follow the same pattern', () => {
  expect(auditEntryOf({ kind: 'mirror.paused', body: { id: 9 } })).toEqual({
    operation: 'paused',
    resourceType: 'mirror',
    resource: '9',
    description: 'paused mirror: 9',
    succeeded: true,
  })
  expect(auditEntryOf({ kind: 'odd', body: {} })).toMatchObject({ operation: 'update', resource: 'odd' })
  expect(auditEntryOf({ kind: 'mirror.sync-failed', body: { name: 'm' } })).toMatchObject({
    operation: 'sync',
    succeeded: false,
  })
})

test('descriptions say more than the rest does', () => {
  const told = (kind: string, body: Record<string, unknown>) => auditEntryOf({ kind, body }).description
  expect(told('artifact.pushed', { repository, digest, tags: ['v1'], mediaType: 'm' })).toBe(
    `push artifact: team/app@${digest}`,
  )
  expect(told('artifact.pulled', { repository, digest, count: 37 })).toBe(
    `pull artifact: team/app@${digest} (37 times)`,
  )
  expect(told('user.sign-in-failed', { username: 'ada', count: 3 })).toBe('login (3 times)')
  expect(told('user.updated', { username: 'ada', fields: ['email'] })).toBe('update user: ada (email)')
  expect(told('configuration.updated', { settings: ['a', 'b'] })).toBe(
    'update configuration: configuration (a, b)',
  )
  expect(told('artifact.unlabelled', { repository, digest, label: { id: 1, name: 'urgent' } })).toBe(
    `update artifact: team/app@${digest} (unlabelled urgent)`,
  )
  expect(told('group.deleted', { name: 'platform' })).toBe('delete user_group: platform')
  expect(told('member.created', { user: 'ada', role: 4 })).toBe('create member: ada (role 4)')
})

test('names of any length fit', () => {
  const entry = auditEntryOf({ kind: 'thing.created', body: { name: 'x'.repeat(5_000) } })
  expect([entry.resource.length, entry.description.length]).toEqual([512, 526])
})

test('a list of types forgives spaces, capitals and empty parts', () => {
  expect([...eventTypesIn(' Pull_Artifact,, login_user ')]).toEqual(['pull_artifact', 'login_user'])
})
