// What robots' blocks allow and deny, what limits leave of a credential, and what lists show by both.
import { describe, expect, test } from 'bun:test'
import {
  decideInProject,
  decideInSystem,
  mayInEveryProject,
  mayInProject,
  type Standing,
} from './authorization-rules.ts'
import { blocksOf, type RobotPermission } from './kept-permissions.ts'
import type { Limit } from './limit-rules.ts'
import { sightOf } from './sight-rules.ts'

const policy = { creation: 'everyone', createOnPush: 'nobody' } as const
const team = { id: 7, name: 'team', public: false }

const block = (
  namespace: string,
  allowed: readonly string[],
  denied: readonly string[] = [],
): RobotPermission => {
  const parts = (permission: string) => permission.split(':') as [string, string]
  const access = [
    ...allowed.map(parts).map(([resource, action]) => ({ resource, action })),
    ...denied.map(parts).map(([resource, action]) => ({ resource, action, effect: 'deny' as const })),
  ]
  if (namespace === '/') return { kind: 'system', namespace, access }
  return { kind: 'project', namespace, access, ...(namespace === 'team' && { projectId: 7 }) }
}

function robot(...permissions: RobotPermission[]): Standing {
  return { signedIn: true, administrator: false, roles: [], project: team, robot: blocksOf(permissions) }
}

describe('a robot', () => {
  test('has what one of its blocks allows there, and the answer names the block', () => {
    const it = robot(block('/', ['user:list']), block('team', ['tag:list']), block('*', ['repository:pull']))
    expect(decideInProject(it, 'tag:list')).toEqual({ allowed: true, rule: { by: 'robot', block: 1 } })
    expect(decideInProject(it, 'repository:pull')).toEqual({ allowed: true, rule: { by: 'robot', block: 2 } })
    expect(decideInProject(it, 'tag:delete')).toEqual({ allowed: false, rule: { by: 'nothing' } })
    expect(decideInSystem(it, 'user:list', policy).allowed).toBe(true)
    expect(decideInSystem(it, 'user:create', policy).allowed).toBe(false)
  })

  test('is denied what any block denies there, whatever the order', () => {
    const deny = block('team', [], ['repository:pull'])
    const allow = block('*', ['repository:pull'])
    for (const it of [robot(deny, allow), robot(allow, deny)]) {
      expect(mayInProject(it, 'repository:pull')).toBe(false)
      expect(mayInProject({ ...it, project: { ...team, id: 8, name: 'side' } }, 'repository:pull')).toBe(true)
      expect(mayInEveryProject(it, 'repository:pull')).toBe(false)
    }
    expect(mayInEveryProject(robot(allow), 'repository:pull')).toBe(true)
  })

  test('means a project, not whatever has its name', () => {
    const later = { ...robot(block('team', ['repository:pull'])), project: { ...team, id: 8 } }
    expect(mayInProject(later, 'repository:pull')).toBe(false)
  })

  test('creates projects only where it was given that', () => {
    expect(decideInSystem(robot(), 'project:create', policy).allowed).toBe(false)
    expect(decideInSystem(robot(block('/', ['project:create'])), 'project:create', policy).allowed).toBe(true)
  })
})

describe('a limited credential', () => {
  const administrator: Standing = { signedIn: true, administrator: true, roles: [], project: team }
  const limited = (...within: Limit[]): Standing => ({ ...administrator, within })

  test.each<[string, Limit, boolean]>([
    ['team', { namespace: 'team', access: ['repository:pull'] }, true],
    ['another project', { namespace: 'side', access: ['repository:pull'] }, false],
    ['every project', { namespace: '*', access: ['repository:pull'] }, true],
    ['the system', { namespace: '/', access: ['repository:pull'] }, false],
    ['another permission', { namespace: 'team', access: ['repository:push'] }, false],
  ])('to %s', (_, limit, allowed) => {
    expect(decideInProject(limited(limit), 'repository:pull').allowed).toBe(allowed)
    if (!allowed) {
      expect(decideInProject(limited(limit), 'repository:pull').rule).toEqual({ by: 'credential' })
    }
  })

  test('adds nothing to what its owner may', () => {
    const guest = { ...limited({ namespace: '*', access: ['tag:delete'] }), administrator: false }
    expect(decideInProject(guest, 'tag:delete')).toEqual({ allowed: false, rule: { by: 'nothing' } })
  })

  test('a star means projects, and not the system', () => {
    const star = limited({ namespace: '*', access: ['user:list', 'project:create'] })
    expect(decideInSystem(star, 'user:list', policy).allowed).toBe(false)
    const system = limited({ namespace: '/', access: ['user:list'] })
    expect(decideInSystem(system, 'user:list', policy).allowed).toBe(true)
    expect(mayInEveryProject(system, 'repository:pull')).toBe(false)
  })
})

describe('lists', () => {
  const as = (who: Standing, type: 'user' | 'robot' = 'robot') => ({ ...who, actor: { type, id: 3 } })

  test('show a robot the projects that it was given, all of them, or all but some', () => {
    const pull = ['repository:pull']
    expect(sightOf(as(robot(block('team', pull))), 'repository:pull')).toMatchObject({
      ...{ everything: false, given: [7], userId: undefined },
    })
    expect(sightOf(as(robot(block('team', pull))), 'project:read')).toMatchObject({ given: [] })
    expect(sightOf(as(robot(block('*', pull))), 'repository:pull').everything).toBe(true)
    expect(sightOf(as(robot(block('*', pull), block('team', [], pull))), 'repository:pull')).toMatchObject({
      ...{ everything: false, allBut: [7] },
    })
    expect(sightOf(as(robot(block('*', [], pull), block('team', pull))), 'repository:pull')).toMatchObject({
      everything: false,
    })
    expect(sightOf(as(robot(block('/', ['project:list']))), 'project:read').everything).toBe(true)
  })

  test('show a limited credential no more than its limits', () => {
    const owner: Standing = { signedIn: true, administrator: true, roles: [] }
    const sight = (...within: Limit[]) => sightOf(as({ ...owner, within }, 'user'), 'repository:pull')
    const access = ['repository:pull']
    expect(sight({ namespace: 'team', access }, { namespace: 'side', access: ['tag:list'] }).only).toEqual([
      'team',
    ])
    expect(sight({ namespace: '*', access }).only).toBeUndefined()
    expect(sight({ namespace: '/', access: ['user:list'] }).only).toEqual([])
  })
})
