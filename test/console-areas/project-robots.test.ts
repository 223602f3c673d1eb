// The robots of a project: made, changed, stopped, given another secret and deleted.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { ConsoleRig, everyLook } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'

describeWith(['chromium'], 'the robots of a project', () => {
  let rig: ConsoleRig
  const access = [{ resource: 'repository', action: 'pull' }]
  const robots = async () => {
    const { body } = await rig.admin.get('/robots?q=Level%3Dproject%2CProjectID%3D2&page_size=100')
    return body as {
      id: number
      name: string
      disable: boolean
      duration: number
      permissions: { access: { effect?: string }[] }[]
    }[]
  }
  const named = async (name: string) => (await robots()).find((each) => each.name === name)
  const create = async (name: string, more: object = {}) => {
    const permissions = [{ kind: 'project', namespace: 'team', access }]
    const answer = await rig.admin.post('/robots', {
      ...{ name, level: 'project', duration: 30, permissions },
      ...more,
    })
    expect(answer.status).toBe(201)
  }
  const open = async (look = {}) => {
    const page = await rig.open('/projects/team/robots', look)
    await page.waitForSelector('nav.tab-links a:has-text("Robots"), nav.tab-links a:has-text("机器人账户")')
    return page
  }
  const act = async (name: string, words: string) => {
    const page = await open()
    await page.click(`[aria-label="Actions: ${name}"]`)
    await page.click(`[role=menuitem]:has-text("${words}")`)
    await page.waitForSelector('[role=dialog]')
    return page
  }

  beforeAll(async () => {
    rig = await ConsoleRig.start()
  })
  afterAll(() => rig.stop())

  test('teach what they are for, and are made by a form', async () => {
    const page = await open()
    await page.waitForSelector('text=No robots yet')
    await rig.look(page, 'robots-empty')
    await page.click('text=New robot')
    await page.waitForSelector('text=1 chosen')
    await page.keyboard.type('ci')
    await page.click('text=Pull and push')
    await page.waitForSelector('text=2 chosen')
    await page.getByText('Choose one by one').click()
    await page.getByLabel('Tags: everything').check()
    await page.waitForSelector('text=5 chosen')
    await rig.look(page, 'robots-new')
    await page.getByLabel('Days until it expires').fill('7')
    await page.click('[role=dialog] button:has-text("Create robot")')
    await page.waitForSelector('text=This secret is shown only now.')
    await page.waitForSelector(`text=docker login ${new URL(rig.server.url).host} --username 'robot$team+ci'`)
    await rig.look(page, 'robots-secret')
    const secret = await page.locator('[role=dialog] pre').first().innerText()
    await page.click('[role=dialog] button:has-text("Done")')
    await page.waitForSelector('tr:has-text("robot$team+ci"):has-text("Active")')
    const login = await fetch(`${rig.server.url}/service/token?service=entrepot`, {
      headers: { authorization: `Basic ${btoa(`robot$team+ci:${secret}`)}` },
    })
    expect(login.status).toBe(200)
    expect((await named('robot$team+ci'))?.duration).toBe(7)
  })

  test('may be given everything, and never expire', async () => {
    const page = await open()
    await page.click('text=New robot')
    await page.keyboard.type('Not Right')
    await page.waitForSelector('text=Only lower-case letters')
    await page.fill('[role=dialog] input[maxlength="255"]', 'all')
    await page.click('[role=dialog] label:has-text("Never")')
    await page.waitForSelector('text=Works until it is disabled or deleted.')
    await page.click('[role=dialog] button:has-text("Everything")')
    await page.waitForSelector('text=70 chosen')
    await rig.look(page, 'robots-everything')
    await page.click('[role=dialog] button:has-text("Create robot")')
    await page.click('[role=dialog] button:has-text("Done")')
    await page.waitForSelector('tr:has-text("robot$team+all"):has-text("never"):has-text("70 permissions")')
  })

  test('are refused with a name that is taken, in the server’s words', async () => {
    const page = await open()
    await page.click('text=New robot')
    await page.keyboard.type('ci')
    await page.keyboard.press('Enter')
    await page.waitForSelector('[role=dialog] [role=alert]')
    await rig.look(page, 'robots-taken')
  })

  for (const look of everyLook) {
    test(`are complete: ${look.language}, ${look.width}, ${look.scheme}`, async () => {
      if (!(await named('robot$team+stopped'))) {
        await create('stopped', { disable: true, description: 'Waits for the next release.' })
        await create(`robot-${'that-goes-on-and-on-'.repeat(6)}end`)
        const disabled = (await robots()).filter(({ disable }) => disable)
        expect(disabled).toHaveLength(1)
      }
      const page = await open(look)
      await page.waitForSelector('tr:has-text("stopped")')
      await rig.look(page, 'robots')
    })
  }

  test('are changed, and keep what they are denied', async () => {
    const denied = { resource: 'repository', action: 'delete', effect: 'deny' }
    await create('careful', {
      permissions: [{ kind: 'project', namespace: 'team', access: [...access, denied] }],
    })
    const page = await act('robot$team+careful', 'Edit')
    await page.waitForSelector('text=repository:delete')
    await page.getByLabel('Description').fill('Pulls and pushes.')
    await page.getByText('Choose one by one').click()
    await page.getByRole('group', { name: 'Repositories' }).getByLabel('Push').check()
    await rig.look(page, 'robots-edit')
    await page.click('[role=dialog] button:has-text("Save")')
    await page.waitForSelector('tr:has-text("Pulls and pushes."):has-text("3 permissions")')
    const kept = (await named('robot$team+careful'))?.permissions[0]?.access ?? []
    expect(kept.filter(({ effect }) => effect === 'deny')).toEqual([denied])
  })

  test('are disabled and enabled again', async () => {
    const page = await act('robot$team+ci', 'Disable')
    await rig.look(page, 'robots-disable')
    await page.click('[role=dialog] button:has-text("Disable")')
    await page.waitForSelector('tr:has-text("robot$team+ci"):has-text("Disabled")')
    expect((await named('robot$team+ci'))?.disable).toBe(true)
    const again = await act('robot$team+ci', 'Enable')
    await again.click('[role=dialog] button:has-text("Enable")')
    await again.waitForSelector('tr:has-text("robot$team+ci"):has-text("Active")')
  })

  test('get another secret, shown once', async () => {
    const page = await act('robot$team+ci', 'New secret')
    await rig.look(page, 'robots-new-secret')
    await page.click('[role=dialog] button:has-text("Make a new secret")')
    await page.waitForSelector('text=This secret is shown only now.')
    expect(await page.locator('[role=dialog] pre').first().innerText()).toMatch(/^[A-Za-z0-9]{32}$/)
  })

  test('are deleted after a question', async () => {
    const page = await act('robot$team+ci', 'Delete')
    await rig.look(page, 'robots-delete')
    await page.click('[role=dialog] button:has-text("Delete")')
    await page.waitForSelector('text=robot$team+ci is deleted')
    await page.waitForSelector('tr:has-text("robot$team+ci")', { state: 'detached' })
    expect(await named('robot$team+ci')).toBeUndefined()
  })

  test('are only looked at by who may not change them', async () => {
    const page = await open({ who: 'developer' })
    await page.waitForSelector('tr:has-text("stopped"):has-text("Disabled")')
    expect(await page.isVisible('text=New robot')).toBe(false)
    expect(await page.locator('[aria-label^="Actions:"]').count()).toBe(0)
  })
})
