// The members of a project: looked at, added, given another role and removed.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { ConsoleRig, everyLook } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'

describeWith(['chromium'], 'the members of a project', () => {
  let rig: ConsoleRig
  beforeAll(async () => {
    rig = await ConsoleRig.start()
    await rig.accounts.user('ada')
    await rig.accounts.user(`grace-${'with-a-name-that-goes-on-and-on-'.repeat(3)}`)
    const group = { group_name: 'platform team', group_type: 3 }
    expect((await rig.admin.post('/usergroups', group)).status).toBe(201)
    const permissions = [{ resource: 'repository', action: 'pull' }]
    const role = { name: 'depositor', description: 'Pushes, and never deletes.', permissions }
    expect((await rig.admin.post('/roles', role)).status).toBe(201)
  })
  afterAll(() => rig.stop())

  const open = async (look = {}) => {
    const page = await rig.open('/projects/team/members', look)
    await page.waitForSelector('tr:has-text("admin")')
    return page
  }
  const members = async () => {
    const { body } = await rig.admin.get('/projects/team/members?page_size=100')
    const entries = body as { entity_name: string; role_name: string }[]
    return Object.fromEntries(entries.map((each) => [each.entity_name, each.role_name]))
  }
  const find = async (page: Page, part: string, whole: string) => {
    await page.click('text=Add member')
    await page.fill('[placeholder="Part of the name"]', part)
    await page.click(`[role=option]:has-text("${whole}")`)
  }

  for (const look of everyLook) {
    test(`are complete: ${look.language}, ${look.width}, ${look.scheme}`, async () => {
      await rig.look(await open(look), 'members')
    })
  }

  test('are found by a part of the name, and added with a role', async () => {
    const page = await open()
    await page.click('text=Add member')
    await rig.look(page, 'members-add')
    await page.fill('[placeholder="Part of the name"]', 'nobody at all')
    await page.waitForSelector('text=Nobody is called so.')
    await page.fill('[placeholder="Part of the name"]', 'ad')
    await page.waitForSelector('[role=option]:has-text("ada")')
    await rig.look(page, 'members-found')
    await page.click('[role=option]:has-text("ada")')
    await page.selectOption('[role=dialog] select', { label: 'Maintainer' })
    await page.waitForSelector('text=deletes what was pushed, and makes labels')
    await page.click('[role=dialog] button:has-text("Add")')
    await page.waitForSelector('tr:has-text("ada")')
    expect((await members()).ada).toBe('maintainer')
  })

  test('can be groups, and have custom roles', async () => {
    const page = await open()
    await find(page, 'platform', 'platform team')
    await page.selectOption('[role=dialog] select', { label: 'depositor' })
    await page.waitForSelector('text=Pushes, and never deletes.')
    await page.click('[role=dialog] button:has-text("Add")')
    await page.waitForSelector('tr:has-text("platform team"):has-text("Group")')
    expect((await members())['platform team']).toBe('depositor')
    await find(page, 'grace', 'grace')
    await page.click('[role=dialog] button:has-text("Add")')
    await page.waitForSelector('tr:has-text("grace")')
    await rig.look(page, 'members-groups')
    const narrow = await open({ width: 390 })
    await rig.look(narrow, 'members-long')
  })

  test('are refused twice, in the server’s words', async () => {
    const page = await open()
    await find(page, 'guest', 'guest')
    await page.click('[role=dialog] button:has-text("Add")')
    await page.waitForSelector('[role=dialog] [role=alert]:has-text("already exist")')
    await rig.look(page, 'members-twice')
  })

  test('get another role in place', async () => {
    const page = await open()
    await page.selectOption('[aria-label="Role of guest"]', { label: 'Limited guest' })
    await page.waitForSelector('text=Saved')
    expect((await members()).guest).toBe('limitedGuest')
    await page.selectOption('[aria-label="Role of guest"]', { label: 'Guest' })
    await page.waitForSelector('text=2 guests', { state: 'detached' })
    await page.waitForFunction(() => document.querySelectorAll('select:disabled').length === 0)
    expect((await members()).guest).toBe('guest')
  })

  test('change their own role only after a question', async () => {
    const page = await open()
    await page.selectOption('[aria-label="Role of admin"]', { label: 'Guest' })
    await page.waitForSelector('[role=dialog]:has-text("Change your own role")')
    await rig.look(page, 'members-own-role')
    await page.keyboard.press('Escape')
    await page.waitForSelector('[role=dialog]', { state: 'detached' })
    expect((await members()).admin).toBe('projectAdmin')
  })

  test('are removed after a question', async () => {
    const page = await open()
    await page.click('[aria-label="Remove ada"]')
    await page.waitForSelector('[role=dialog]:has-text("ada loses this role in team")')
    await rig.look(page, 'members-remove')
    await page.click('[role=dialog] button:has-text("Remove")')
    await page.waitForSelector('text=ada is no longer a member')
    expect((await members()).ada).toBeUndefined()
  })

  test('are only looked at by who may not change them', async () => {
    for (const who of ['maintainer', 'developer', 'guest'] as const) {
      const page = await open({ who })
      expect(await page.locator('main select').count()).toBe(0)
      expect(await page.isVisible('text=Add member')).toBe(false)
      if (who === 'guest') await rig.look(page, 'members-guest')
    }
  })
})
