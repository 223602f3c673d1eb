// Whatever is asked for, a browser is sent to a page of this server.
import { expect, test } from 'bun:test'
import fc from 'fast-check'
import { localPath } from './local-path-rules.ts'

test.each(['/', '/api/docs', '/projects/7?tab=a&b=%2F', '/a//b', '/%2F%2Fevil.example'])('%s', (path) => {
  expect(localPath(path)).toBe(path)
})

test.each([
  ...[null, undefined, '', 'evil.example', 'https://evil.example', '//evil.example', '///evil.example'],
  ...['/\\evil.example', '\\\\evil.example', '/\t/evil.example', '/\n/evil.example', ' //evil.example'],
  ...['/.//evil.example', '/x/..//evil.example', 'javascript:alert(1)', '/c/log_out', '/x/../c/log_out'],
  `/${'x'.repeat(2000)}`,
])('%p is no such page', (path) => {
  expect(localPath(path)).toBe('/')
})

test('no text leads to another host', () => {
  const text = fc.string({
    unit: fc.constantFrom('/', '\\', '.', ':', 'a', '@', '\t', '%', '?', '#', '2', 'F'),
  })
  fc.assert(
    fc.property(text, (wanted) => {
      expect(new URL(localPath(`/${wanted}`), 'https://here.example').host).toBe('here.example')
    }),
    { numRuns: 1000 },
  )
})
