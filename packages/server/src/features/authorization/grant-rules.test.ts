// What a registry token's grants cover at the management API, and what they never do.
import { expect, test } from 'bun:test'
import { grantsCover } from './grant-rules.ts'
import type { ProjectPermission } from './permission-rules.ts'

const granted = (...actions: string[]) => [{ type: 'repository', name: 'a/b', actions }]

test.each<[actions: string[], permission: ProjectPermission, covered: boolean]>([
  [['pull'], 'artifact:list', true],
  [['pull'], 'artifact:delete', false],
  [['pull'], 'tag:create', false],
  [['push'], 'tag:create', true],
  [['push'], 'artifact:read', false],
  [['pull', 'push'], 'artifact:read', true],
  [['delete'], 'artifact:delete', true],
  [['delete'], 'repository:delete', false],
  [['pull', 'push', 'delete'], 'project:read', false],
  [['pull', 'push', 'delete'], 'repository:update', false],
  [['*'], 'artifact:read', false],
  [['constructor'], 'artifact:read', false],
])('%p covers %s: %p', (actions, permission, covered) => {
  expect(grantsCover(granted(...actions), 'a/b', permission)).toBe(covered)
})

test('only for the repository that it names, and never for a project as a whole', () => {
  expect(grantsCover(granted('pull'), 'a/c', 'artifact:read')).toBe(false)
  expect(grantsCover(granted('pull'), '', 'repository:read')).toBe(false)
  expect(grantsCover([{ type: 'registry', name: 'a/b', actions: ['pull'] }], 'a/b', 'artifact:read')).toBe(
    false,
  )
})

test('without grants a credential is as good as its owner; with none of them it is good for nothing', () => {
  expect(grantsCover(undefined, '', 'project:delete')).toBe(true)
  expect(grantsCover([], 'a/b', 'artifact:read')).toBe(false)
})
