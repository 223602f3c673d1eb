// A Python client of Harbor's API (`harborapi`), which reads each answer into models of its own.
import { afterAll, beforeAll, expect } from 'bun:test'
import { join } from 'node:path'
import { mustPass } from '../clients/run.ts'
import { startApiScene } from '../support/api-scene.ts'
import { Caller } from '../support/caller.ts'
import { ClientHome, clientTest } from './client-test.ts'

const { server, accounts, admin } = await startApiScene()
const home = new ClientHome()
beforeAll(async () => {
  const caller = new Caller(server.url, accounts.admin())
  for (const name of ['app', 'a/b']) await caller.pushImage(`library/${name}`, 'v1')
})
afterAll(async () => {
  home.remove()
  await server.stop()
})

clientTest(['harborapi-python'], 'every call is understood, both ways', async () => {
  const { name, password } = accounts.admin()
  const script = join(import.meta.dir, 'python-client.py')
  const ran = mustPass(
    await home.run(['harborapi-python', script], {
      API: `${server.url}/api/v2.0`,
      NAME: name,
      PASSWORD: password,
    }),
  )
  const { failed, done } = JSON.parse(ran.stdout) as { failed: string[]; done: string[] }
  expect(failed).toEqual([])
  expect(done.length).toBeGreaterThan(40)
  // What it made it has deleted again.
  expect((await admin.get('/projects?name=python')).body).toEqual([])
  expect((await admin.get('/users?q=username%3Dpython')).body).toEqual([])
})
