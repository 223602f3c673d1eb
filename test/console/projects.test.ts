// The list of projects, and a project's head and repositories, as people use them.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { ApiCaller } from '../support/api.ts'
import { ConsoleRig, everyLook } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'

const longName = `a-name-${'that-goes-on-and-on-'.repeat(5)}and-ends`

describeWith(['chromium'], 'projects', () => {
  let rig: ConsoleRig
  beforeAll(async () => {
    rig = await ConsoleRig.start()
    const admin = rig.accounts.admin()
    await rig.accounts.project('open', admin, true)
    await rig.accounts.project(longName, admin)
    await rig.pusher.pushImage('team/app', 'v1')
    await rig.pusher.pushImage(`team/${longName}/${longName}`, 'v1')
    await rig.pusher.pushImage('open/tool', 'v1')
  })
  afterAll(() => rig.stop())

  for (const look of everyLook) {
    test(`are complete: ${look.language}, ${look.width}, ${look.scheme}`, async () => {
      const list = await rig.open('/projects', look)
      await list.waitForSelector('text=team')
      await rig.look(list, 'projects')
      const project = await rig.open('/projects/team', look)
      await project.waitForSelector('text=app')
      await rig.look(project, 'project-repositories')
    })
  }

  test('are listed with one’s role and filtered by access, in the address', async () => {
    const page = await rig.open('/projects', { who: 'developer' })
    await page.waitForSelector('tr:has-text("team"):has-text("Developer")')
    await rig.look(page, 'projects-developer')
    await page.click('label:has-text("Public")')
    await page.waitForURL('**/projects?access=public')
    await page.waitForSelector('tr:has-text("open")')
    await page.waitForSelector('tr:has-text("team")', { state: 'detached' })
    await page.click('label:has-text("All")')
    await page.waitForSelector('tr:has-text("team")')
    await page.fill('[aria-label="Filter by name"]', 'no such')
    await page.waitForSelector('text=Nothing matches this filter.')
    await page.goBack()
  })

  test('are created with a name whose rules are said first', async () => {
    const page = await rig.open('/projects', { who: 'developer' })
    await page.click('text=New project')
    await page.waitForSelector('text=Lower-case letters and digits, parted')
    await page.keyboard.type('Not A Name')
    await page.waitForSelector('text=Only lower-case letters')
    await rig.look(page, 'projects-create')
    await page.fill('[role=dialog] input[maxlength="255"]', 'made-here')
    await page.click('[role=dialog] label:has-text("Public")')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/projects/made-here/repositories')
    await page.waitForSelector(`text=docker push ${new URL(rig.server.url).host}/made-here/my-image:1.0`)
    await rig.look(page, 'project-empty')
    expect((await rig.admin.get('/projects/made-here')).body.metadata.public).toBe('true')
  })

  test('that are there already are refused in the server’s words', async () => {
    const page = await rig.open('/projects')
    await page.click('text=New project')
    await page.keyboard.type('team')
    await page.keyboard.press('Enter')
    await page.waitForSelector('[role=dialog] [role=alert]')
    await rig.look(page, 'projects-taken')
    await page.keyboard.press('Escape')
    await page.waitForSelector('[role=dialog]', { state: 'detached' })
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('New project')
  })

  test('are created by administrators only, where the setting says so', async () => {
    await rig.admin.put('/configurations', { project_creation_restriction: 'adminonly' })
    const page = await rig.open('/projects', { who: 'guest' })
    await page.waitForSelector('tr:has-text("team")')
    expect(await page.isVisible('text=New project')).toBe(false)
    const admin = await rig.open('/projects')
    await admin.waitForSelector('text=New project')
    await rig.admin.put('/configurations', { project_creation_restriction: 'everyone' })
  })

  test('teach somebody who has none yet', async () => {
    const closed = await rig.open('/projects', { who: 'anonymous' })
    await closed.waitForSelector('text=open')
    await rig.look(closed, 'projects-anonymous')
    await rig.admin.put('/projects/open', { metadata: { public: 'false' } })
    await rig.admin.put('/projects/made-here', { metadata: { public: 'false' } })
    await rig.admin.put('/projects/library', { metadata: { public: 'false' } })
    const empty = await rig.open('/projects', { who: 'anonymous' })
    await empty.waitForSelector('text=No projects yet')
    await rig.look(empty, 'projects-none')
    await rig.admin.put('/projects/open', { metadata: { public: 'true' } })
  })

  test('lead to their repositories, each with its pull command', async () => {
    const page = await rig.open('/projects')
    await page.click('a:text-is("team")')
    await page.waitForURL('**/projects/team/repositories')
    await page.waitForSelector('text=Owned by admin')
    await page.waitForSelector('text=1 maintainer')
    await page.click('[aria-label="Copy the pull command of team/app"]')
    await page.getByRole('tooltip', { name: 'Copied' }).waitFor()
    const copied = await page.evaluate(() => navigator.clipboard.readText())
    expect(copied).toBe(`docker pull ${new URL(rig.server.url).host}/team/app:v1`)
    expect(await page.getAttribute('a:text-is("app")', 'href')).toBe('/repositories/team/app')
  })

  const tabsOf = {
    administrator: 'Repositories Members Robots Labels Trust rules Log Configuration',
    maintainer: 'Repositories Members Robots Labels',
    developer: 'Repositories Members Robots Labels',
    guest: 'Repositories Members Robots Labels',
  } as const
  for (const [who, tabs] of Object.entries(tabsOf)) {
    test(`show ${who} the tabs that are theirs`, async () => {
      const page = await rig.open('/projects/team', { who: who as keyof typeof tabsOf })
      await page.waitForSelector('nav.tab-links a:has-text("Members")')
      const shown = await page.locator('nav.tab-links a').allInnerTexts()
      expect(shown.join(' ')).toBe(tabs)
    })
  }

  test('show a stranger what is public, and nothing else', async () => {
    const open = await rig.open('/projects/open', { who: 'anonymous' })
    await open.waitForSelector('text=tool')
    expect(await open.locator('nav.tab-links a').allInnerTexts()).toEqual(['Repositories', 'Labels'])
    await rig.look(open, 'project-anonymous')
    await open.click('nav.tab-links a:has-text("Labels")')
    await open.waitForSelector('text=No labels yet')
    const closed = await rig.open('/projects/team', { who: 'anonymous' })
    await closed.waitForSelector('text=There is nothing at this address')
    await rig.look(closed, 'project-missing')
    const log = await rig.open('/projects/open/log', { who: 'guest' })
    await log.waitForSelector('text=There is nothing at this address')
  })

  test('may be named by digits', async () => {
    await rig.accounts.project('2026', rig.accounts.admin())
    const page = await rig.open('/projects/2026')
    await page.waitForSelector('h1:has-text("2026")')
    await page.waitForSelector('text=docker push')
    const guest = new ApiCaller(rig.server, rig.account('guest'))
    expect((await guest.get('/projects/2026')).status).toBe(403)
  })
})
