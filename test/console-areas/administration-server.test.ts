// The server, looked after by an administrator with a browser: its configuration, its audit log, why, its state.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { statements } from '../../packages/server/src/platform/database/database.ts'
import { ConsoleRig } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'

describeWith(['chromium'], 'the administration of the server', () => {
  let rig: ConsoleRig
  let page: Page
  beforeAll(async () => {
    rig = await ConsoleRig.start({ settings: { 'projects.creation': 'adminonly' } })
    await rig.pusher.pushImage('team/app', 'v1')
    await rig.server.deliverEvents()
    page = await rig.open('/administration/configuration')
  })
  afterAll(() => rig.stop())

  const go = async (path: string) => {
    await page.goto(`${rig.server.url}/administration/${path}`)
    await rig.calm(page)
  }
  const database = async (sql: string) =>
    rig.server.database.transaction(async (tx) => (await tx[statements].execute(sql, [])).rows)
  /** So many that a purge of them is seen: entries of pushes, from the year 2001. */
  const manyOldEntries = () =>
    database(
      `insert or ignore into audit (id, at, username, actor_type, actor_id, via, address, request_id, operation, resource_type,
        resource, description, succeeded, project_id)
      with recursive n (i) as (select 1 union all select i + 1 from n where i < 60000)
      select -i, 1000000000000 + i, 'ada', 'user', 1, '', '', '', 'create', 'artifact', 'team/app:v' || i, '', 1, 0 from n`,
    )
  const oldEntries = async () => {
    const [row] = await database('select count(*) as rows from audit where id < 0')
    return Number((row as { rows: number }).rows)
  }
  const card = (name: string) => page.getByRole('region', { name, exact: true })
  const save = (name: string) => card(name).getByRole('button', { name: 'Save' }).click()
  const saved = () => page.getByText('Saved', { exact: true }).first().waitFor()
  const setting = async (name: string) => (await rig.admin.get('/configurations')).body[name]

  test('a setting is saved, and only what was changed is sent', async () => {
    await go('configuration')
    expect(await card('Sessions and tokens').getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await card('Sessions and tokens').getByLabel('Sign out after').fill('45')
    const sent = page.waitForRequest((request) => request.method() === 'PUT')
    await save('Sessions and tokens')
    expect((await sent).postDataJSON()).toEqual({ session_timeout: 45 })
    await saved()
    expect(await setting('session_timeout')).toEqual({ value: 45, editable: true })
  })

  test('what the configuration file sets cannot be changed, and says why', async () => {
    const field = card('Accounts and projects').getByLabel('Who creates projects')
    expect(await field.isDisabled()).toBe(true)
    await card('Accounts and projects').getByText('can only be changed there').waitFor()
  })

  test('what makes no sense is refused in the server’s words, and nothing is lost', async () => {
    await card('Robots').getByLabel('Names of robots begin with').fill('a b')
    await save('Robots')
    await card('Robots').getByRole('alert').waitFor()
    expect(await card('Robots').getByRole('alert').innerText()).toContain('robot_name_prefix')
    await rig.look(page, 'administration-configuration-refused')
    await card('Robots').getByRole('button', { name: 'Discard changes' }).click()
    expect(await card('Robots').getByLabel('Names of robots begin with').inputValue()).toBe('robot$')
  })

  test('read-only warns on its page and on that of the system, until it ends', async () => {
    await card('Read-only').getByRole('checkbox').check()
    await save('Read-only')
    await page.getByText('Nothing can be pushed, deleted or changed').waitFor()
    await rig.look(page, 'administration-read-only')
    await go('system')
    await page.getByText('Nothing can be pushed, deleted or changed').waitFor()
    await go('configuration')
    await card('Read-only').getByRole('checkbox').uncheck()
    await save('Read-only')
    await page.getByText('Nothing can be pushed, deleted or changed').waitFor({ state: 'detached' })
  })

  test('the audit log is filtered by what stands in the address, and back leads back', async () => {
    await go('audit')
    await page.getByText('admin pushed team/app:v1').waitFor()
    await page.getByLabel('Action').selectOption('create')
    await page.getByLabel('Resource type').selectOption('artifact')
    await page.waitForURL('**operation=create&type=artifact')
    await page.getByText('1 entry').waitFor()
    await page.getByText('Details').click()
    await page.getByText('Description').waitFor()
    await rig.look(page, 'administration-audit-entry')
    await page.getByLabel('Who').fill('nobody')
    await page.getByText('Nothing matches this filter.').waitFor()
    await page.goBack()
    await page.waitForURL('**operation=create&type=artifact')
    await page.getByText('1 entry').waitFor()
    await page.goBack()
    await page.waitForURL('**audit?operation=create')
    await page.goForward()
    await page.getByRole('button', { name: 'Clear filters' }).click()
    await page.getByText('admin pushed team/app:v1').waitFor()
    const today = new Date()
    const day = (later: number) => {
      const at = new Date(today.getFullYear(), today.getMonth(), today.getDate() + later)
      return [at.getFullYear(), at.getMonth() + 1, at.getDate()]
        .map((n) => String(n).padStart(2, '0'))
        .join('-')
    }
    await go(`audit?since=${day(0)}&until=${day(0)}`)
    await page.getByText('admin pushed team/app:v1').waitFor()
    await go(`audit?since=${day(1)}`)
    await page.getByText('Nothing matches this filter.').waitFor()
  })

  test('a purge counts first, then takes, and the history has its log', async () => {
    await go('audit/purge')
    await page.getByText('Nothing was purged yet.').waitFor()
    const begun = page.waitForResponse((response) => response.status() === 201)
    await page.getByRole('button', { name: 'Count, then purge…' }).click()
    await begun
    await rig.server.runDueJobs()
    await page.getByText('0 entries are older than 90 days').waitFor()
    await rig.look(page, 'administration-purge-preview')
    const dialog = page.getByRole('dialog')
    expect(await dialog.getByRole('button', { name: 'Purge', exact: true }).isDisabled()).toBe(true)
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    await page.reload()
    await page.getByText('· trial run').waitFor()
    await page.getByRole('button', { name: 'Log', exact: true }).click()
    await page.getByText('dry run: would purge 0 entries').waitFor()
    await rig.look(page, 'administration-purge-log')
  })

  test('a purge that goes on is stopped, and takes no more', async () => {
    const running = page.locator('tr', { hasText: 'Running' })
    await beginLongPurge()
    await running.getByRole('button', { name: 'Stop' }).click()
    await page.locator('tr', { hasText: 'Stopped' }).waitFor()
    await rig.look(page, 'administration-purge-stopped')
    const left = await oldEntries()
    expect(left).toBeGreaterThan(0)
    await rig.server.runDueJobs()
    expect(await oldEntries()).toBe(left)
    // It may end while it is looked at: what can be done with it is seen above.
    await beginLongPurge()
    await running.waitFor()
    await rig.look(page, 'administration-purge-running')
  })

  async function beginLongPurge(): Promise<void> {
    await manyOldEntries()
    const parameters = { audit_retention_hour: 24, include_event_types: 'create_artifact', dry_run: false }
    await rig.admin.post('/system/purgeaudit/schedule', { schedule: { type: 'Manual' }, parameters })
    await go('audit/purge')
  }

  test('purges run by a schedule, and run no longer', async () => {
    await go('audit/purge')
    await card('On a schedule').getByLabel('How often').selectOption('Daily')
    await save('On a schedule')
    await card('On a schedule').getByText('Next run:').waitFor()
    expect((await rig.admin.get('/system/purgeaudit/schedule')).body.schedule.type).toBe('Daily')
    await card('On a schedule').getByLabel('How often').selectOption('None')
    await save('On a schedule')
    await card('On a schedule').getByText('Next run:').waitFor({ state: 'detached' })
  })

  test('why somebody may or may not is answered in a sentence', async () => {
    await go('why')
    await page.getByLabel('Name', { exact: true }).fill('guest')
    await page.getByLabel('Project').fill('team')
    await page.getByRole('combobox', { name: 'Permission' }).fill('repository:push')
    await page.getByRole('button', { name: 'Ask' }).click()
    await page.getByText('Nothing grants repository:push in the project team to guest.').waitFor()
    await page.getByText('Guest, as a member').waitFor()
    await page.getByText('Developer, Maintainer, or Project administrator').waitFor()
    await rig.look(page, 'administration-why')
    await page.getByRole('combobox', { name: 'Permission' }).fill('repository:pull')
    await page.keyboard.press('Enter')
    await page
      .getByText('guest has the role Guest in the project team, which grants repository:pull.')
      .waitFor()
    expect(page.url()).toContain('permission=repository')
    await page.getByLabel('Name', { exact: true }).fill('nosuch')
    await page.getByRole('button', { name: 'Ask' }).click()
    await page.getByRole('alert').getByText('user nosuch not found').waitFor()
    await go('why?who=anonymous&project=team&permission=repository:pull')
    await page.getByText('to Somebody who is not signed in').waitFor()
  })

  test('in Chinese too, which roles somebody has and which would do', async () => {
    const path = '/administration/why?name=guest&project=team&permission=repository:push'
    const chinese = await rig.open(path, { language: 'zh-CN', width: 390 })
    await chinese.getByText('访客（直接成员）').waitFor()
    await chinese.getByText('开发者、维护者或项目管理员').waitFor()
    await rig.look(chinese, 'administration-why')
  })

  test('the state of the system names its parts, its room and its work', async () => {
    await go('system')
    for (const name of ['Health', 'Server', 'Storage', 'Work in the background']) await card(name).waitFor()
    expect(await card('Health').getByText('Healthy').count()).toBe(3)
    expect(await card('Server').innerText()).toMatch(/SQLite · [\d.]+ [KM]iB|PostgreSQL · /)
    expect(await card('Storage').innerText()).toMatch(/free \(\d+% used\)/)
  })
})
