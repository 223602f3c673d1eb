// Harbor's CLI (`harbor`) against this server, without a change to it.
import { afterAll, beforeAll, expect } from 'bun:test'
import { mustFail, mustPass, type Ran } from '../clients/run.ts'
import { startApiScene } from '../support/api-scene.ts'
import { Caller } from '../support/caller.ts'
import { ClientHome, clientTest } from './client-test.ts'

const { server, accounts, admin, ada } = await startApiScene()
const home = new ClientHome()
beforeAll(async () => {
  await accounts.project('team', accounts.admin())
  const caller = new Caller(server.url, accounts.admin())
  for (const name of ['app', 'a/b']) await caller.pushImage(`team/${name}`, 'v1')
})
afterAll(async () => {
  home.remove()
  await server.stop()
})

/** Without a terminal the CLI fails where it would ask something. */
async function harbor(command: string, ...more: string[]): Promise<Ran> {
  const { name, password } = accounts.admin()
  // Logging in again costs little, and no test depends on another.
  mustPass(await home.run(['harbor', 'login', server.url, '-u', name, '-p', password]))
  return home.run(['harbor', ...command.split(' '), ...more])
}

/** What a command prints as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: a test reads what the client printed
async function printed(command: string): Promise<any> {
  return JSON.parse(mustPass(await harbor(`${command} -o json`)).stdout)
}

const needs = ['harbor']
const nameOf = ({ name }: { name: string }) => name
const repositoryOf = (each: { repository_name: string }) => each.repository_name
const names = (list: { name: string }[]) => list.map(nameOf)

clientTest(needs, 'login: with the right password, and not with a wrong one', async () => {
  mustPass(await home.run(['harbor', 'login', server.url, '-u', ada.name, '-p', ada.password]))
  mustFail(
    await home.run(['harbor', 'login', server.url, '-u', 'ada', '-p', 'Wrong password 1']),
    /login|401|auth/i,
  )
})

clientTest(needs, 'projects: made, found, configured, deleted', async () => {
  mustPass(await harbor('project create cli-made --storage-limit -1'))
  expect((await printed('project view cli-made')).Payload.name).toBe('cli-made')
  expect(names(await printed('project list --name cli-made'))).toEqual(['cli-made'])
  mustFail(await harbor('project create cli-made --storage-limit -1'), /exist|conflict|409/i)
  mustPass(await harbor('project config update cli-made --public true --severity high'))
  expect(await printed('project config list cli-made')).toMatchObject({ public: 'true', severity: 'high' })
  mustPass(await harbor('project delete cli-made'))
  expect((await admin.get('/projects/cli-made')).status).toBe(404)
  mustFail(await harbor('project delete team'), /repositories/)
})

clientTest(needs, 'members: added, listed, removed', async () => {
  const bob = await accounts.user('bob')
  mustPass(await harbor('project member create team --username bob --roleid 1'))
  const { body } = await admin.get('/projects/team/members')
  const added = body.find((each: { entity_id: number }) => each.entity_id === bob.id)
  // The CLI counts roles from 0.
  expect(added).toMatchObject({ entity_name: 'bob', role_name: 'developer' })
  expect((await printed('project member list team')).Payload).toEqual(body)
  mustPass(await harbor('project member delete team --username bob'))
  expect((await admin.get('/projects/team/members')).body).toHaveLength(1)
})

clientTest(needs, 'users: made, listed, deleted', async () => {
  const made = 'user create --username carl --email carl@example.org --realname Carl --comment c'
  mustPass(await harbor(`${made} --password Aa123456`))
  const list: { username: string }[] = await printed('user list')
  expect(list.map(({ username }) => username)).toContain('carl')
  mustPass(await harbor('user delete carl'))
  expect((await admin.get('/users?q=username%3Dcarl')).body).toEqual([])
})

clientTest(needs, 'repositories: listed, described, deleted, also with slashes', async () => {
  expect(names((await printed('repo list team')).Payload).sort()).toEqual(['team/a/b', 'team/app'])
  mustPass(await harbor('repo update team/app -d', 'what it is'))
  expect((await printed('repo view team/app')).Payload.description).toBe('what it is')
  await new Caller(server.url, accounts.admin()).pushImage('team/c/d', 'v1')
  mustPass(await harbor('repo delete team/c/d'))
  expect((await admin.get('/projects/team/repositories/c%252Fd')).status).toBe(404)
})

clientTest(needs, 'artifacts and tags: listed, tagged, deleted', async () => {
  for (const name of ['team/app', 'team/a/b']) {
    expect((await printed(`artifact list ${name}`)).Payload).toHaveLength(1)
    expect((await printed(`artifact view ${name}:v1`)).Payload.repository_name).toBe(name)
    mustPass(await harbor(`artifact tags create ${name}:v1 v9`))
    expect(names((await printed(`artifact tags list ${name}:v1`)).Payload)).toEqual(['v9', 'v1'])
    mustPass(await harbor(`artifact tags delete ${name}:v1 v9`))
  }
  await new Caller(server.url, accounts.admin()).pushImage('team/going', 'v1')
  mustPass(await harbor('artifact delete team/going:v1'))
  expect((await admin.get('/projects/team/repositories/going/artifacts')).body).toEqual([])
})

clientTest(needs, 'settings are shown', async () => {
  expect(await printed('config view')).toMatchObject({ auth_mode: 'db_auth', self_registration: false })
})

clientTest(needs, 'the server is described, searched, and its audit log read', async () => {
  expect(JSON.stringify(await printed('info'))).toContain('admin')
  expect((await printed('project search team')).Payload.project.map(nameOf)).toEqual(['team'])
  expect((await printed('repo search app')).Payload.repository.map(repositoryOf)).toEqual(['team/app'])
  expect(JSON.stringify(await printed('logs'))).toContain('team')
})

async function labels(): Promise<string[]> {
  const { body } = await admin.get('/projects/team/repositories/app/artifacts/v1?with_label=true')
  return (body.labels ?? []).map(nameOf)
}

clientTest(needs, 'labels: made, put on an artifact, taken off, deleted', async () => {
  mustPass(await harbor('label create -n cli-label -s g --color #FFFFFF'))
  expect(names((await printed('label list')).Payload)).toContain('cli-label')
  mustPass(await harbor('artifact label add team/app:v1 cli-label'))
  expect(await labels()).toEqual(['cli-label'])
  mustPass(await harbor('artifact label delete team/app:v1 cli-label'))
  expect(await labels()).toEqual([])
  mustPass(await harbor('label delete cli-label'))
  expect((await admin.get('/labels?scope=g')).body).toEqual([])
})

clientTest(
  needs,
  'robots of the system and of a project: made with every permission, listed, deleted',
  async () => {
    // Without -e the CLI shows the secret in a form that wants a terminal.
    mustPass(await harbor('robot create --name cli-system --duration 30 -a -e'))
    mustPass(await harbor('project robot create --project team --name cli-project --duration 30 -a -e'))
    expect(names((await printed('robot list')).Payload)).toEqual(['robot$cli-system'])
    const robots = (await printed('project robot list team')).Payload as { id: number; name: string }[]
    expect(names(robots)).toEqual(['robot$team+cli-project'])
    const { body } = await admin.get(`/robots/${robots[0]?.id}`)
    expect(body.permissions[0].access).toHaveLength((await admin.get('/permissions')).body.project.length)
    mustPass(await harbor('robot delete robot$cli-system'))
    expect((await admin.get('/robots')).body).toEqual([])
  },
)
