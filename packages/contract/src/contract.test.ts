// The table of routes on its own: what must hold of it whatever it is compared with (test/harbor compares it).

import { expect, test } from 'bun:test'
import { harborOperations } from './harbor-operations.ts'
import { type Route, routes } from './index.ts'

test('every operation served is one of Harbor’s', () => {
  for (const { method, path } of Object.values<Route>(routes)) {
    expect(harborOperations).toContain(`${method} ${path}`)
  }
})

test('every example of a body follows its own schema', () => {
  for (const route of Object.values<Route>(routes)) {
    if (!route.body) continue
    const [example] = (route.body.meta()?.examples ?? []) as unknown[]
    expect(example).toBeDefined()
    expect(route.body.safeParse(example).success).toBe(true)
  }
})
