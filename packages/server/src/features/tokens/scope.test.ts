// Scopes as clients spell them.
import { expect, test } from 'bun:test'
import { parseScope, splitScopes } from './scope.ts'

test.each([
  ['repository:a/b:pull', 'repository', 'a/b', ['pull']],
  ['repository:a/b:pull,push', 'repository', 'a/b', ['pull', 'push']],
  ['repository:host:5000/a/b:pull', 'repository', 'host:5000/a/b', ['pull']],
  ['repository(plugin):a/b:pull', 'repository', 'a/b', ['pull']],
  ['registry:catalog:*', 'registry', 'catalog', ['*']],
  ['repository:a/b:', 'repository', 'a/b', []],
  ['repository:a/b:,pull,,', 'repository', 'a/b', ['pull']],
  ['repository::pull', 'repository', '', ['pull']],
])('%s', (text, type, name, actions) => {
  expect(parseScope(text)).toEqual({ type, name, actions } as ReturnType<typeof parseScope>)
})

test.each(['', 'repository', 'repository:a', ':a:pull', ':'])('%p is malformed', (text) => {
  expect(parseScope(text)).toBeUndefined()
})

test('several may stand in one parameter', () => {
  expect(splitScopes(['a:b:c  d:e:f', 'g:h:i', ''])).toEqual(['a:b:c', 'd:e:f', 'g:h:i'])
})
