// Names: the grammar of repositories and tags, and what a name without a project stands for.
import { expect, test } from 'bun:test'
import { parseRepositoryName, parseTagName, projectOf, withDefaultProject } from './names.ts'

test.each(['a', 'a/b', 'library/nginx', 'a.b/c_d/e__f/g-h/i---j', '0/1', `${'a/'.repeat(127)}a`])(
  '%p is a repository',
  (name) => {
    expect(parseRepositoryName(name)).toBe(name as never)
  },
)

test.each([
  '',
  '/',
  'a/',
  '/a',
  'a//b',
  'A',
  'a..b',
  'a___b',
  '-a',
  'a-',
  'a/.b',
  'a b',
  'ä',
  'a:b',
  'a%2fb',
  '../a',
  'a'.repeat(256),
])('%p is no repository', (name) => {
  expect(parseRepositoryName(name)).toBeUndefined()
})

test.each(['latest', '1.0', 'v1_2-3.4', '_x', 'A'.repeat(128)])('%p is a tag', (tag) => {
  expect(parseTagName(tag)).toBe(tag as never)
})

test.each(['', '.x', '-x', 'a/b', 'a b', 'a:b', 'é', 'A'.repeat(129), 'latest\n'])('%p is no tag', (tag) => {
  expect(parseTagName(tag)).toBeUndefined()
})

test('a name of one component stands for the project library', () => {
  const short = parseRepositoryName('nginx')
  const full = parseRepositoryName('acme/web/api')
  expect(short && withDefaultProject(short)).toBe('library/nginx' as never)
  expect(full && [withDefaultProject(full), projectOf(full)]).toEqual(['acme/web/api' as never, 'acme'])
})
