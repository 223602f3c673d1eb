// The administration's pages as they look, in both languages, at both widths, in light and dark; and who sees them.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { ConsoleRig, everyLook, type Who } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'

const pages = [
  ...['system', 'users', 'groups', 'roles', 'robots', 'trust', 'labels', 'sign-in', 'sign-in?tab=oidc'],
  ...['sign-in?tab=first', 'configuration', 'audit', 'audit/purge', 'why'],
]
const longName = 'a-user-with-a-name-that-is-so-long-that-no-column-of-any-table-could-ever-hold-all-of-it'

describeWith(['chromium'], 'the administration', () => {
  let rig: ConsoleRig
  beforeAll(async () => {
    rig = await ConsoleRig.start({ settings: { 'projects.creation': 'adminonly' } })
    await rig.accounts.user(longName)
    await rig.pusher.pushImage('team/app', 'v1')
    const { admin } = rig
    await admin.post('/usergroups', { group_name: 'company:developers', group_type: 3 })
    await admin.post('/roles', {
      ...{ name: 'depositor', description: 'Pushes, and never deletes.' },
      permissions: [
        { resource: 'repository', action: 'pull' },
        { resource: 'repository', action: 'push' },
      ],
    })
    await admin.post('/labels', { name: 'reviewed', scope: 'g', color: '#2f7d32' })
    const access = [{ resource: 'repository', action: 'pull' }]
    const permissions = [{ kind: 'project', namespace: '*', access }]
    await admin.post('/robots', { name: 'cluster', level: 'system', duration: 30, permissions })
    await rig.server.deliverEvents()
  })
  afterAll(() => rig.stop())

  for (const look of everyLook) {
    describe(`${look.language}, ${look.width}, ${look.scheme}`, () => {
      let page: Page
      beforeAll(async () => {
        page = await rig.open('/administration', look)
      })
      afterAll(() => page.context().close())

      const lookAt = async (path: string, name: string, shown = 'main h1') => {
        await page.goto(`${rig.server.url}/administration/${path}`)
        await page.waitForSelector(shown)
        await rig.look(page, `administration-${name}`)
      }

      for (const path of pages) {
        test(path, () => lookAt(path, path.replace(/\W/g, '-')))
      }

      test('a user', () => lookAt(`users/${rig.account('developer').id}`, 'user', 'h1:has-text("developer")'))

      test('an answer', () =>
        lookAt(
          'why?who=user&name=guest&project=team&permission=repository:push',
          'why-answer',
          'main [role=status]',
        ))
    })
  }

  test.each(['maintainer', 'guest', 'anonymous'] satisfies Who[])('is hidden from: %s', async (who) => {
    const page = await rig.open('/administration/users', { who })
    await page.waitForSelector('h1:has-text("No such page")')
    expect(await page.innerText('nav[aria-label="Main"]')).not.toContain('Administration')
    await rig.look(page, 'administration-hidden')
    expect(await page.innerText('main')).not.toContain('developer')
    await page.context().close()
  })

  test('is led to from every page, and begins with the system', async () => {
    const page = await rig.open('/projects')
    await page.click('nav[aria-label="Main"] >> text=Administration')
    await page.waitForURL('**/administration/system')
    await page.waitForSelector('h1:has-text("System")')
    await page.click('nav[aria-label="Administration"] >> text=Users')
    await page.waitForSelector('h1:has-text("Users")')
    await page.context().close()
  })

  test('is led through by a menu where there is no room', async () => {
    const page = await rig.open('/administration/users', { width: 390 })
    await page.click('main nav button:has-text("Users")')
    await page.click('role=menuitem[name="Audit log"]')
    await page.waitForSelector('h1:has-text("Audit log")')
    await page.context().close()
  })
})
