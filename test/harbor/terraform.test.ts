// Terraform with Harbor's provider against this server: applied, changed, planned without a change, destroyed.
import { afterAll, expect } from 'bun:test'
import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { mustPass, type Ran } from '../clients/run.ts'
import { startApiScene } from '../support/api-scene.ts'
import { Caller } from '../support/caller.ts'
import { requireProgram } from '../support/programs.ts'
import { ClientHome, clientTest } from './client-test.ts'
import { notYet, resources } from './terraform-resources.ts'

const { server, accounts, admin } = await startApiScene()
const home = new ClientHome()
afterAll(async () => {
  home.remove()
  await server.stop()
})

const needs = ['terraform', 'terraform-provider-harbor']

/** The provider as it lies here, instead of one from a registry; and nothing asked of the network. */
function settings(): Record<string, string> {
  const provider = requireProgram('terraform-provider-harbor')
  if ('missing' in provider) throw new Error(provider.missing)
  const file = join(home.path, 'terraform.rc')
  const overrides = `dev_overrides { "goharbor/harbor" = "${dirname(provider.path)}" }`
  writeFileSync(file, `provider_installation {\n  ${overrides}\n  direct {}\n}\n`)
  return { TF_CLI_CONFIG_FILE: file, CHECKPOINT_DISABLE: '1', TF_IN_AUTOMATION: '1' }
}

class Workspace {
  private readonly folder: string
  private readonly env = settings()

  constructor(private readonly name: string) {
    this.folder = join(home.path, name)
    mkdirSync(this.folder)
  }

  /** Writes the configuration and applies it; then a plan must find nothing left to do. */
  async apply(text: string): Promise<void> {
    this.write(text)
    mustPass(await this.terraform('apply', '-auto-approve'))
    // 0: no change; 2: something would change.
    const plan = await this.terraform('plan', '-detailed-exitcode')
    expect([this.name, plan.exitCode, plan.exitCode === 0 ? '' : plan.output]).toEqual([this.name, 0, ''])
  }

  /** @returns why a configuration could not be applied */
  async refused(text: string): Promise<string> {
    this.write(text)
    const { exitCode, output } = await this.terraform('apply', '-auto-approve')
    expect([this.name, exitCode]).toEqual([this.name, 1])
    return output
  }

  private write(text: string): void {
    const { name, password } = accounts.admin()
    const provider = `url = "${server.url}"\n  username = "${name}"\n  password = "${password}"`
    const head = 'terraform {\n  required_providers {\n    harbor = { source = "goharbor/harbor" }\n  }\n}'
    writeFileSync(join(this.folder, 'main.tf'), `${head}\nprovider "harbor" {\n  ${provider}\n}\n${text}\n`)
  }

  async outputs(): Promise<Record<string, unknown>> {
    const { stdout } = mustPass(await this.terraform('output', '-json'))
    const found = JSON.parse(stdout) as Record<string, { value: unknown }>
    return Object.fromEntries(Object.entries(found).map(([name, { value }]) => [name, value]))
  }

  async destroy(): Promise<void> {
    mustPass(await this.terraform('destroy', '-auto-approve'))
  }

  terraform(command: string, ...more: string[]): Promise<Ran> {
    return home.run(['terraform', `-chdir=${this.folder}`, command, '-no-color', ...more], this.env)
  }
}

const projectOf = async (name: string) =>
  (await admin.get(`/projects/${name}`, { 'x-is-resource-name': 'true' })).body

clientTest(needs, 'a project, a user and its membership, made, changed, destroyed', async () => {
  const workspace = new Workspace('team')
  const team = (open: boolean, role: string, fullName: string) => `
resource "harbor_project" "team" {
  name   = "tf-team"
  public = ${open}
}
resource "harbor_user" "ada" {
  username  = "tf-ada"
  password  = "Sesame 2026"
  full_name = "${fullName}"
  email     = "ada@tf.example"
}
resource "harbor_project_member_user" "ada" {
  project_id = harbor_project.team.id
  user_name  = harbor_user.ada.username
  role       = "${role}"
}`
  const roles = async () => {
    const { body } = await admin.get('/projects/tf-team/members?entityname=tf-ada')
    return body.map((each: { role_name: string }) => each.role_name)
  }
  await workspace.apply(team(false, 'developer', 'Ada'))
  expect(await projectOf('tf-team')).toMatchObject({ metadata: { public: 'false' } })
  expect(await roles()).toEqual(['developer'])
  await workspace.apply(team(true, 'maintainer', 'Ada Lovelace'))
  expect(await projectOf('tf-team')).toMatchObject({ metadata: { public: 'true' } })
  expect(await roles()).toEqual(['maintainer'])
  const [user] = (await admin.get('/users?q=username%3Dtf-ada')).body
  expect(user).toMatchObject({ realname: 'Ada Lovelace', email: 'ada@tf.example' })
  await workspace.destroy()
  expect((await admin.get('/projects/tf-team')).status).toBe(404)
  expect((await admin.get('/users?q=username%3Dtf-ada')).body).toEqual([])
})

clientTest(needs, 'a project with repositories is destroyed only where that is forced', async () => {
  const workspace = new Workspace('forced')
  const forced = (force: boolean) => `
resource "harbor_project" "forced" {
  name          = "tf-forced"
  force_destroy = ${force}
}`
  await workspace.apply(forced(false))
  await new Caller(server.url, accounts.admin()).pushImage('tf-forced/a/b', 'v1')
  expect((await workspace.terraform('destroy', '-auto-approve')).output).toContain('tf-forced')
  expect((await admin.get('/projects/tf-forced')).status).toBe(200)
  await workspace.apply(forced(true))
  await workspace.destroy()
  expect((await admin.get('/projects/tf-forced')).status).toBe(404)
})

clientTest(needs, 'what is there already is imported', async () => {
  const id = await accounts.project('tf-imported', accounts.admin(), true)
  const workspace = new Workspace('imported')
  await workspace.apply(`
import {
  to = harbor_project.imported
  id = "/projects/${id}"
}
resource "harbor_project" "imported" {
  name   = "tf-imported"
  public = true
}`)
  expect((await projectOf('tf-imported')).project_id).toBe(id)
})

const named = (title: string) => title.replace(/\W+/g, '-')

for (const [title, text] of Object.entries(resources)) {
  clientTest(needs, `${title}: made, changed, destroyed`, async () => {
    const workspace = new Workspace(named(title))
    for (const part of ['$1', '$2']) await workspace.apply(text.replace(/\|([^|]*)\|([^|]*)\|/g, part))
    await workspace.destroy()
  })
}

for (const [title, text] of Object.entries(notYet)) {
  clientTest(needs, `${title}: not yet, and said so`, async () => {
    expect(await new Workspace(named(title)).refused(text)).toMatch(/was not found|does not enforce/)
  })
}

clientTest(needs, 'data sources read projects, users and members', async () => {
  const id = await accounts.project('tf-read', accounts.admin())
  const workspace = new Workspace('read')
  await workspace.apply(`
data "harbor_project" "one" { name = "tf-read" }
data "harbor_projects" "named" { name = "tf-read" }
data "harbor_users" "admin" { username = "admin" }
data "harbor_project_member_users" "members" { project_id = "/projects/${id}" }
output "one" { value = data.harbor_project.one.id }
output "projects" { value = length(data.harbor_projects.named.projects) }
output "users" { value = length(data.harbor_users.admin.users) }
output "members" { value = length(data.harbor_project_member_users.members.project_member_users) }`)
  expect(await workspace.outputs()).toEqual({ one: `/projects/${id}`, projects: 1, users: 1, members: 1 })
})
