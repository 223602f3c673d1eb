// The table of routes on its own: what must hold of it whatever it is compared with (test/harbor compares it).

import { expect, test } from 'bun:test'
import { harborOperations } from './harbor-operations.ts'
import { extensionRoutes, harborRoutes, type Route, routes } from './index.ts'

test('every operation served is one of Harbor’s, or said to be none', () => {
  for (const { method, path } of Object.values<Route>(harborRoutes)) {
    expect(harborOperations).toContain(`${method} ${path}`)
  }
  for (const { method, path } of Object.values<Route>(extensionRoutes)) {
    expect(harborOperations).not.toContain(`${method} ${path}`)
  }
})

test.each(Object.entries<Route>(routes))('%s declares what its frame may answer', (_, route) => {
  const { auth, params, query, headers, body, responses } = route
  // Parameters and bodies against their schema: 422; wrong credentials, wherever they are read: 401.
  if (params || query || headers || body) expect(responses).toHaveProperty('422')
  if (auth !== 'none') expect(responses).toHaveProperty('401')
})

test('every example of a body follows its own schema', () => {
  for (const route of Object.values<Route>(routes)) {
    if (!route.body) continue
    const [example] = (route.body.meta()?.examples ?? []) as unknown[]
    expect(example).toBeDefined()
    expect(route.body.safeParse(example).success).toBe(true)
  }
})
