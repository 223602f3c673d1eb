// What happened: sentences, filters that live in the address, and pictures with their numbers.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { ConsoleRig, everyLook } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'

const day = 86_400_000

describeWith(['chromium'], 'activity', () => {
  let rig: ConsoleRig
  beforeAll(async () => {
    let now = Date.now() - 20 * day
    rig = await ConsoleRig.start({ clock: () => now })
    await rig.accounts.project('open', rig.accounts.admin(), true)
    for (const [index, days] of [9, 1, 4, 2, 4].entries()) {
      now += days * day
      for (let push = 0; push <= index % 3; push += 1) {
        await rig.pusher.pushImage('team/app', `${index}.${push}`)
        await rig.pusher.pushImage('open/library/a-longer-name', `${index}.${push}`)
      }
      for (let pull = 0; pull < 2 * index; pull += 1) {
        await rig.pusher.get('/v2/team/app/manifests/0.0')
        await rig.pusher.get('/v2/open/library/a-longer-name/manifests/0.0')
      }
      await rig.server.deliverEvents()
    }
    await rig.admin.delete('/projects/team/repositories/app/artifacts/0.0')
    await rig.admin.put('/projects/team', { metadata: { public: 'false', auto_scan: 'true' } })
    now = Date.now()
    await rig.server.deliverEvents()
    await pullsCounted()
  })
  afterAll(() => rig.stop())

  async function pullsCounted(): Promise<void> {
    const { body } = await rig.admin.get('/activity?days=30')
    const pulls = body.days.reduce((sum: number, each: { pulls: number }) => sum + each.pulls, 0)
    if (pulls >= 30) return
    await Bun.sleep(100)
    await pullsCounted()
  }

  for (const look of everyLook) {
    test(`is complete: ${look.language}, ${look.width}, ${look.scheme}`, async () => {
      const page = await rig.open('/activity', look)
      await page.waitForSelector('canvas')
      await page.waitForSelector('.entries li')
      await rig.look(page, 'activity')
      await page.click(look.language === 'en' ? 'text=Show as a table' : 'text=以表格显示')
      await rig.look(page, 'activity-table')
    })

    test(`storage is complete: ${look.language}, ${look.width}, ${look.scheme}`, async () => {
      const page = await rig.open('/activity?view=storage', look)
      await page.waitForSelector('canvas')
      await rig.look(page, 'storage')
      await page.click(look.language === 'en' ? 'text=Show as a table' : 'text=以表格显示')
      await page.waitForSelector('td:has-text("team")')
      await rig.look(page, 'storage-table')
    })
  }

  test('tells entries in sentences', async () => {
    const page = await rig.open('/activity')
    await page.waitForSelector('text=admin pushed team/app')
    const words = await page.innerText('section[aria-label=Log]')
    expect(words).toContain('admin deleted the artifact team/app@sha256:')
    expect(words).toContain('admin changed the project team')
  })

  test('filters live in the address, and back goes back', async () => {
    const page = await rig.open('/activity')
    await page.waitForSelector('.entries li')
    await page.click('[aria-label="What was done"]')
    await page.click('[role=option]:has-text("Deleted")')
    await page.waitForURL('**/activity?operation=delete')
    await page.waitForFunction(() => document.querySelectorAll('.entries li').length === 1)
    await page.fill('[aria-label="User name"]', 'nobody')
    await page.waitForSelector('text=Nothing like this happened')
    await rig.look(page, 'activity-nothing')
    expect(page.url()).toContain('who=nobody')
    await page.goBack()
    await page.waitForURL('**/activity?operation=delete')
    expect(await page.inputValue('[aria-label="User name"]')).toBe('')
    await page.goBack()
    await page.waitForURL('**/activity')
    await page.waitForFunction(() => document.querySelectorAll('.entries li').length > 1)
    await page.goto(`${rig.server.url}/activity?project=open&days=7`)
    await page.waitForSelector('text=open/library/a-longer-name')
    await rig.calm(page)
    expect(await page.innerText('main')).not.toContain('team')
    await page.click('text=90 days')
    await page.waitForURL('**/activity?**days=90**')
    await page.fill('[aria-label=Project]', 'none-such')
    await page.waitForSelector('text=There is nothing at this address, or you may not see it')
    await rig.look(page, 'activity-missing')
  })

  test('shows each as much as they may see', async () => {
    const guest = await rig.open('/activity', { who: 'guest' })
    await guest.waitForSelector('canvas')
    await guest.waitForSelector('text=A project’s log is shown to its administrators')
    expect(await guest.locator('[role=tab]').count()).toBe(0)
    await rig.look(guest, 'activity-guest')
    const visitor = await rig.open('/activity', { who: 'anonymous' })
    await visitor.waitForSelector('canvas')
    await visitor.waitForSelector('text=Sign in to see who did what.')
    expect(await visitor.innerText('main')).not.toContain('team')
    await rig.look(visitor, 'activity-anonymous')
    await guest.goto(`${rig.server.url}/activity?project=team`)
    await guest.waitForSelector('text=A project’s log is shown to its administrators')
    const developer = await rig.open('/activity?view=storage', { who: 'developer' })
    await developer.waitForSelector('text=Pushes and pulls by day')
    expect(await developer.innerText('main')).not.toContain('Storage')
  })

  test('a push moves the picture and the log while they are looked at', async () => {
    const page = await rig.open('/activity')
    await page.waitForSelector('.entries li')
    await rig.pusher.pushImage('team/app', 'fresh')
    await rig.server.deliverEvents()
    await page.waitForSelector('text=team/app:fresh')
  })
})
