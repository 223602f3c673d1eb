// References in addresses: what they name, and what they cannot be.
import { expect, test } from 'bun:test'
import { parseReference, repositoryParams, writtenReference } from './reference.ts'

const digest = `sha256:${'0a'.repeat(32)}`

test('a repository has its project before it, and may have slashes', () => {
  expect(parseReference('team/app')).toEqual({ repository: 'team/app' })
  expect(parseReference('team/tools/app/')).toEqual({ repository: 'team/tools/app' })
})

test('a tag, a digest, or both follow it', () => {
  expect(parseReference('team/app:1.0')).toEqual({ repository: 'team/app', tag: '1.0' })
  expect(parseReference(`team/app@${digest}`)).toEqual({ repository: 'team/app', digest })
  expect(parseReference(`team/app:1.0@${digest}`)).toEqual({ repository: 'team/app', tag: '1.0', digest })
})

test.each([
  '',
  'team',
  'team/',
  '/app',
  'team//app',
  'team/app:',
  'team/app:a b',
  'team/app@sha256',
  'team/a:b/c',
])('%p names nothing', (text) => {
  expect(parseReference(text)).toBeUndefined()
})

test('it is written as it is read', () => {
  expect(writtenReference('team/app')).toBe('team/app')
  expect(writtenReference('team/app', '1.0')).toBe('team/app:1.0')
  expect(writtenReference('team/app', digest)).toBe(`team/app@${digest}`)
})

test('the first part is the project', () => {
  expect(repositoryParams('team/tools/app')).toEqual({ project_name: 'team', repository_name: 'tools/app' })
})
