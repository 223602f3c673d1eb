// Rights over accounts, in the hands of robots and limited tokens, are no way to become an administrator.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Account } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { type ApiScene, startApiScene } from '../support/api-scene.ts'
import { inSystem, makeRobot } from '../support/robots.ts'

let scene: ApiScene
let second: Account
let helpers: [who: string, api: ApiCaller][]

beforeAll(async () => {
  scene = await startApiScene()
  const { server, accounts, admin } = scene
  second = await accounts.user('second')
  expect((await admin.put(`/users/${second.id}/sysadmin`, { sysadmin_flag: true })).status).toBe(200)
  const robot = await makeRobot(server, 'accounts', [inSystem('user:read', 'user:list', 'user:update')])
  const permissions = [{ namespace: '/', access: [{ resource: 'user', action: 'update' }] }]
  const { token } = (await admin.post('/users/current/tokens', { permissions })).body
  const limited = new ApiCaller(server, { ...accounts.admin(), password: token })
  helpers = [
    ['a robot', robot.api],
    ['a limited token of an administrator', limited],
  ]
})
afterAll(() => scene.server.stop())

describe('with user:update', () => {
  test('nobody is made an administrator, nor is one made less', async () => {
    for (const [who, api] of helpers) {
      const answers = [
        await api.put(`/users/${scene.ada.id}/sysadmin`, { sysadmin_flag: true }),
        await api.put(`/users/${second.id}/sysadmin`, { sysadmin_flag: false }),
      ]
      expect([who, ...answers.map(({ status }) => status)]).toEqual([who, 403, 403])
    }
    expect((await scene.asAda.get('/users/current')).body).toMatchObject({ sysadmin_flag: false })
  })

  test('an administrator gets no password of another’s choice', async () => {
    for (const [who, api] of helpers) {
      const answer = await api.put(`/users/${second.id}/password`, { new_password: 'Taken over 1' })
      expect([who, answer.status]).toEqual([who, 403])
    }
    expect((await new ApiCaller(scene.server, second).get('/users/current')).status).toBe(200)
  })

  test('accounts are kept all the same, and the flag may be said as it is', async () => {
    for (const [index, [who, api]] of helpers.entries()) {
      const { id, name } = await scene.accounts.user(`kept${index}`)
      const password = 'Chosen anew 1'
      const answers = [
        await api.put(`/users/${id}/sysadmin`, { sysadmin_flag: false }),
        await api.put(`/users/${id}/password`, { new_password: password }),
        await new ApiCaller(scene.server, { id, name, password }).get('/users/current'),
      ]
      expect([who, ...answers.map(({ status }) => status)]).toEqual([who, 200, 200, 200])
    }
  })
})
