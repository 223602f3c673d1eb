// Where a text that somebody wrote may lead.
import { expect, test } from 'bun:test'
import { leadsOn } from './markdown-rules.ts'

const here = 'https://registry.example.com/repositories/team/app'

test.each([
  'https://example.com/a',
  '//example.com/c/x',
  'mailto:a@example.com',
  'MAILTO:a@example.com',
  '#part',
  '/repositories/team/app:v1',
  'docs/x.md',
])('%p is a link', (address) => {
  expect(leadsOn(address, here)).toBe(true)
})

test.each([
  '',
  'javascript:alert(1)',
  'java\nscript:alert(1)',
  ' JavaScript:alert(1)',
  'data:text/html,<script>alert(1)</script>',
  'vbscript:x',
  'blob:https://registry.example.com/1',
  'file:///etc/passwd',
  '/c/log_out',
  '/c/oidc/logout',
  'https://registry.example.com/c/log_out',
  '../../c/log_out',
  '/x/../C/log_out',
  '/%63/log_out',
  '/%2563/log_out',
  '/.//c/log_out',
  '/x%2f..%2fc/log_out',
  '/api/v2.0/users',
  '/v2/',
  '/login?language=en',
  'http://[',
])('%p is none', (address) => {
  expect(leadsOn(address, here)).toBe(false)
})
