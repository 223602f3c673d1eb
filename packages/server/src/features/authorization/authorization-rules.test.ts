// The whole table of who may do what, written out as Harbor's roles have it, and compared with what the rules say.
import { describe, expect, test } from 'bun:test'
import {
  type CreationPolicy,
  mayCreateByPushing,
  mayInProject,
  mayInSystem,
  type Standing,
} from './authorization-rules.ts'
import { projectPermissions, type SystemPermission, systemPermissions } from './permission-rules.ts'
import { isRoleId, type RoleName, roleIds } from './role-rules.ts'

const askers = [
  'anonymous',
  'stranger',
  'limitedGuest',
  'guest',
  'developer',
  'maintainer',
  'projectAdmin',
  'administrator',
] as const
type Asker = (typeof askers)[number]

/**
 * yes: in public and private projects; pub: in public ones only; -: never.
 * Harbor has no reads of metadata below maintainer, but shows them to all who may read the project, and so do we.
 */
const table = `
                           anonymous stranger limitedGuest guest developer maintainer projectAdmin administrator
project:read               pub       pub      yes          yes   yes       yes        yes          yes
project:update             -         -        -            -     -         -          yes          yes
project:delete             -         -        -            -     -         -          yes          yes
metadata:read              pub       pub      yes          yes   yes       yes        yes          yes
metadata:list              pub       pub      yes          yes   yes       yes        yes          yes
metadata:create            -         -        -            -     -         -          yes          yes
metadata:update            -         -        -            -     -         -          yes          yes
metadata:delete            -         -        -            -     -         -          yes          yes
member:read                -         -        -            yes   yes       yes        yes          yes
member:list                -         -        -            yes   yes       yes        yes          yes
member:create              -         -        -            -     -         -          yes          yes
member:update              -         -        -            -     -         -          yes          yes
member:delete              -         -        -            -     -         -          yes          yes
robot:read                 -         -        -            yes   yes       yes        yes          yes
robot:list                 -         -        -            yes   yes       yes        yes          yes
robot:create               -         -        -            -     -         -          yes          yes
robot:update               -         -        -            -     -         -          yes          yes
robot:delete               -         -        -            -     -         -          yes          yes
repository:read            pub       pub      yes          yes   yes       yes        yes          yes
repository:list            pub       pub      yes          yes   yes       yes        yes          yes
repository:pull            pub       pub      yes          yes   yes       yes        yes          yes
repository:push            -         -        -            -     yes       yes        yes          yes
repository:update          -         -        -            -     yes       yes        yes          yes
repository:delete          -         -        -            -     -         yes        yes          yes
artifact:read              pub       pub      yes          yes   yes       yes        yes          yes
artifact:list              pub       pub      yes          yes   yes       yes        yes          yes
artifact:create            -         -        -            -     yes       yes        yes          yes
artifact:delete            -         -        -            -     -         yes        yes          yes
artifact-addition:read     pub       pub      yes          yes   yes       yes        yes          yes
artifact-label:create      -         -        -            -     yes       yes        yes          yes
artifact-label:delete      -         -        -            -     yes       yes        yes          yes
accessory:list             pub       pub      yes          yes   yes       yes        yes          yes
tag:list                   pub       pub      yes          yes   yes       yes        yes          yes
tag:create                 -         -        -            -     yes       yes        yes          yes
tag:delete                 -         -        -            -     -         yes        yes          yes
label:read                 pub       pub      pub          yes   yes       yes        yes          yes
label:list                 pub       pub      pub          yes   yes       yes        yes          yes
label:create               -         -        -            -     -         yes        yes          yes
label:update               -         -        -            -     -         yes        yes          yes
label:delete               -         -        -            -     -         yes        yes          yes
quota:read                 -         -        yes          yes   yes       yes        yes          yes
log:list                   -         -        -            -     -         -          yes          yes
scan:read                  pub       pub      yes          yes   yes       yes        yes          yes
scan:create                -         -        -            -     -         yes        yes          yes
scan:stop                  -         -        -            -     -         yes        yes          yes
sbom:read                  -         -        yes          yes   yes       yes        yes          yes
sbom:create                -         -        -            -     -         yes        yes          yes
sbom:stop                  -         -        -            -     -         yes        yes          yes
scanner:read               pub       pub      yes          yes   yes       yes        yes          yes
scanner:create             -         -        -            -     -         -          yes          yes
export-cve:read            -         -        -            -     yes       yes        yes          yes
export-cve:create          -         -        -            -     yes       yes        yes          yes
export-cve:list            -         -        -            -     yes       yes        yes          yes
immutable-tag:list         -         -        -            -     -         yes        yes          yes
immutable-tag:create       -         -        -            -     -         yes        yes          yes
immutable-tag:update       -         -        -            -     -         yes        yes          yes
immutable-tag:delete       -         -        -            -     -         yes        yes          yes
tag-retention:read         -         -        -            -     yes       yes        yes          yes
tag-retention:list         -         -        -            -     yes       yes        yes          yes
tag-retention:create       -         -        -            -     yes       yes        yes          yes
tag-retention:update       -         -        -            -     yes       yes        yes          yes
tag-retention:delete       -         -        -            -     yes       yes        yes          yes
tag-retention:operate      -         -        -            -     yes       yes        yes          yes
notification-policy:read   -         -        -            -     -         yes        yes          yes
notification-policy:list   -         -        -            -     -         yes        yes          yes
notification-policy:create -         -        -            -     -         -          yes          yes
notification-policy:update -         -        -            -     -         -          yes          yes
notification-policy:delete -         -        -            -     -         -          yes          yes
preheat-policy:read        -         -        -            -     -         -          yes          yes
preheat-policy:list        -         -        -            -     -         -          yes          yes
preheat-policy:create      -         -        -            -     -         -          yes          yes
preheat-policy:update      -         -        -            -     -         -          yes          yes
preheat-policy:delete      -         -        -            -     -         -          yes          yes
`

const rows = new Map(
  table
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(/\s+/))
    .map(([permission, ...cells]) => [permission as string, cells]),
)

function standing(asker: Asker, project?: { public: boolean }): Standing {
  return {
    signedIn: asker !== 'anonymous',
    administrator: asker === 'administrator',
    roles: asker in roleIds ? [{ id: roleIds[asker as RoleName] }] : [],
    ...(project && { project: { id: 7, name: 'a', ...project } }),
  }
}

test('the table has a row for each permission, and a cell for each asker', () => {
  expect([...rows.keys()].sort()).toEqual([...projectPermissions].sort())
  for (const cells of rows.values()) expect(cells).toHaveLength(askers.length)
})

describe.each(projectPermissions)('%s', (permission) => {
  test.each(askers.map((asker, column) => [asker, column] as const))('%s', (asker, column) => {
    const cell = rows.get(permission)?.[column]
    expect(mayInProject(standing(asker, { public: false }), permission)).toBe(cell === 'yes')
    expect(mayInProject(standing(asker, { public: true }), permission)).toBe(cell !== '-')
  })

  test.each(askers)('%s, in a project that does not exist', (asker) => {
    expect(mayInProject(standing(asker), permission)).toBe(false)
  })
})

test('several roles add up; a role id of no known role grants nothing', () => {
  const both = {
    ...standing('guest', { public: false }),
    roles: [{ id: roleIds.limitedGuest }, { id: roleIds.maintainer }],
  }
  expect(mayInProject(both, 'tag:delete')).toBe(true)
  expect([0, 1, 2, 3, 4, 5, 6].filter(isRoleId)).toEqual([1, 2, 3, 4, 5])
})

describe('outside projects', () => {
  const everyone: CreationPolicy = { creation: 'everyone', createOnPush: 'nobody' }
  const adminonly: CreationPolicy = { creation: 'adminonly', createOnPush: 'nobody' }
  const all = [...systemPermissions]

  test.each<[Asker, CreationPolicy['creation'], readonly SystemPermission[]]>([
    ['anonymous', 'everyone', ['catalog:read']],
    ['anonymous', 'adminonly', ['catalog:read']],
    ['stranger', 'everyone', ['catalog:read', 'project:create']],
    ['stranger', 'adminonly', ['catalog:read']],
    // A role in one project says nothing outside of it.
    ['projectAdmin', 'everyone', ['catalog:read', 'project:create']],
    ['projectAdmin', 'adminonly', ['catalog:read']],
    ['administrator', 'everyone', all],
    ['administrator', 'adminonly', all],
  ])('%s, where %s may create projects: %p', (asker, creation, expected) => {
    const policy = creation === 'everyone' ? everyone : adminonly
    const granted = all.filter((each) => mayInSystem(standing(asker, { public: true }), each, policy))
    expect(granted.sort()).toEqual([...expected].sort())
  })
})

describe('creating a project by pushing', () => {
  test.each<[CreationPolicy['createOnPush'], CreationPolicy['creation'], readonly Asker[]]>([
    ['nobody', 'everyone', []],
    ['nobody', 'adminonly', []],
    ['administrators', 'everyone', ['administrator']],
    ['administrators', 'adminonly', ['administrator']],
    ['everyone', 'everyone', ['stranger', 'administrator']],
    ['everyone', 'adminonly', ['administrator']],
  ])('createOnPush %s, creation %s: %p', (createOnPush, creation, expected) => {
    const outsiders = ['anonymous', 'stranger', 'administrator'] as const
    const may = outsiders.filter((asker) => mayCreateByPushing(standing(asker), { createOnPush, creation }))
    expect(may).toEqual([...expected] as typeof may)
  })

  test('never where the project exists', () => {
    const policy: CreationPolicy = { createOnPush: 'everyone', creation: 'everyone' }
    for (const asker of askers) {
      expect(mayCreateByPushing(standing(asker, { public: false }), policy)).toBe(false)
    }
  })
})
