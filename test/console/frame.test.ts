// The frame of the console: what every page has, for everybody, in both languages, at both widths, in light and dark.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { ConsoleRig, everyLook } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'

describeWith(['chromium'], 'the console', () => {
  let rig: ConsoleRig
  beforeAll(async () => {
    rig = await ConsoleRig.start()
    await rig.pusher.pushImage('team/app', 'v1')
  })
  afterAll(() => rig.stop())

  for (const look of everyLook) {
    test(`is complete: ${look.language}, ${look.width}, ${look.scheme}`, async () => {
      const page = await rig.open('/repositories', look)
      await rig.look(page, 'repositories')
    })
  }

  test('shows a stranger what is public, and leads to signing in and back', async () => {
    const page = await rig.open('/projects', { who: 'anonymous' })
    expect(await page.innerText('main')).not.toContain('team')
    await rig.look(page, 'projects-anonymous')
    await page.click('text=Sign in')
    const { name, password } = rig.account('guest')
    await page.fill('#principal', name)
    await page.fill('#password', password)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/projects')
    await page.waitForSelector('text=team')
  })

  test('has its words in two languages, and remembers the choice', async () => {
    const page = await rig.open('/projects')
    await page.click('[aria-label="切换到简体中文"]')
    await page.waitForSelector('h1:has-text("项目")')
    await page.reload()
    await page.waitForSelector('h1:has-text("项目")')
    expect(await page.getAttribute('html', 'lang')).toBe('zh-CN')
  })

  test('stays around a page that fails, and leads elsewhere', async () => {
    const page = await rig.open('/account')
    // Nothing of what the page takes for granted.
    const strange = { json: [{ name: { no: 'text' } }], headers: { 'x-total-count': '1' } }
    await page.route('**/api/v2.0/projects?*', (route) => route.fulfill(strange))
    await page.goto(`${rig.server.url}/projects`)
    await page.getByText('This did not work').waitFor()
    await page.getByRole('link', { name: 'Repositories' }).first().click()
    await page.getByRole('heading', { name: 'Repositories' }).waitFor()
  })

  test('begins anew where the server has been upgraded and has other parts of it', async () => {
    const page = await rig.open('/repositories')
    const gone = async (link: string, shown: string) => {
      let isOld = true
      await page.route('**/*', async (route) => {
        isOld &&= !route.request().isNavigationRequest()
        const isPart = route.request().url().includes('/assets/part-')
        await (isOld && isPart ? route.fulfill({ status: 404 }) : route.continue())
      })
      await page.click(link)
      await page.waitForSelector(shown)
      expect(isOld).toBe(false)
      await page.unrouteAll()
    }
    await gone('nav >> text=Projects', 'h1:has-text("Projects")')
    await page.goto(`${rig.server.url}/repositories/team/app`)
    await gone('tbody a:has-text("v1")', '[role=tab]:has-text("Layers")')
  })

  test('says that there is no such page', async () => {
    const page = await rig.open('/no/such/page')
    await page.waitForSelector('text=No such page')
    await rig.look(page, 'missing')
    for (const path of ['/repositories/team/%E0%A4%A', '/projects/%zz', '/%']) {
      await page.goto(`${rig.server.url}${path}`)
      await rig.calm(page)
      expect(await page.getByText('URI malformed').count()).toBe(0)
      // What leads elsewhere is there all the same.
      await page.getByRole('link', { name: 'Projects' }).first().waitFor()
    }
  })
})
