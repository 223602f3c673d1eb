// The ways to and through the administration.
import { afterAll, beforeAll, test } from 'bun:test'
import { ConsoleRig } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'

describeWith(['chromium'], 'the administration', () => {
  let rig: ConsoleRig
  beforeAll(async () => {
    rig = await ConsoleRig.start()
  })
  afterAll(() => rig.stop())

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
