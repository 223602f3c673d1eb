// Secrets that the console makes are ones that the server takes.
import { expect, test } from 'bun:test'
import { passwordProblem } from '../../../../server/src/features/identity/user-rules.ts'
import { newSecret, passwordFits } from './password-rules.ts'

test('a new secret is long, fits, and is never the same', () => {
  const secrets = Array.from({ length: 200 }, newSecret)
  expect(new Set(secrets).size).toBe(200)
  for (const secret of secrets) {
    expect(secret).toHaveLength(32)
    expect(passwordProblem(secret)).toBeUndefined()
  }
})

test.each([
  'Sesame 2026',
  'sesame 2026',
  'SESAME 2026',
  'Sesame only',
  'Ab1',
  `Ab1${'x'.repeat(125)}`,
  `Ab1${'x'.repeat(126)}`,
])('%p is judged as the server does', (password) => {
  expect(passwordFits(password)).toBe(passwordProblem(password) === undefined)
})
