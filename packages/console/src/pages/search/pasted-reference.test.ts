// What is taken for a reference, and what is not.
import { expect, test } from 'bun:test'
import { pastedReference } from './pasted-reference.ts'

const digest = `sha256:${'0a'.repeat(32)}`

test.each([
  ['team/app:1.0', { repository: 'team/app', tag: '1.0' }],
  ['registry.example.com/team/app:1.0', { repository: 'team/app', tag: '1.0' }],
  ['127.0.0.1:5000/team/tools/app:v1', { repository: 'team/tools/app', tag: 'v1' }],
  ['localhost/team/app', { repository: 'team/app' }],
  ['registry.example.com/team/app', { repository: 'team/app' }],
  [` docker pull registry.example.com/team/app@${digest}\n`, { repository: 'team/app', digest }],
  [`team/app:1.0@${digest}`, { repository: 'team/app', tag: '1.0', digest }],
  ['oci://registry.example.com/charts/web:2.0.0', { repository: 'charts/web', tag: '2.0.0' }],
  ['"registry.example.com/team/app:1.0",', { repository: 'team/app', tag: '1.0' }],
  ['image: registry.example.com/team/app:1.0,', { repository: 'team/app', tag: '1.0' }],
  ['team/app', undefined],
  ['app', undefined],
  ['app:1.0', undefined],
  [digest, undefined],
  ['', undefined],
])('%p', (text, reference) => {
  expect(pastedReference(text)).toEqual(reference as never)
})
