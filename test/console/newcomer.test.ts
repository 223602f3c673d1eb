// A newcomer's way: sign in, make a project, push, see it, let a colleague in, make a robot, find who moved a tag, and hand out
// a credential.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { Caller } from '../support/caller.ts'
import { ConsoleRig } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'

describeWith(['chromium'], 'a newcomer', () => {
  let rig: ConsoleRig
  beforeAll(async () => {
    rig = await ConsoleRig.start()
  })
  afterAll(() => rig.stop())

  test('gets from signing in to a pushed image, a colleague, a robot and a credential', async () => {
    const nora = await rig.accounts.user('nora')
    const ben = await rig.accounts.user('ben')
    const as = ({ name }: { name: string }, password: string) =>
      new Caller(rig.server.url, { id: 0, name, password })
    const client = as(nora, nora.password)
    const page = await rig.open('/', { who: 'anonymous' })

    await page.click('header >> text=Sign in')
    await page.fill('#principal', nora.name)
    await page.fill('#password', nora.password)
    await page.keyboard.press('Enter')
    await page.waitForSelector('h1 >> text=/./')

    await page.click('nav >> text=Projects')
    await page.click('text=New project')
    await page.keyboard.type('orchard')
    await page.keyboard.press('Enter')
    await page.waitForSelector(`text=docker push ${rig.server.host}/orchard/my-image:1.0`)

    // It appears without a reload.
    await client.pushImage('orchard/apple', '1.0', 'first')
    await page.waitForSelector('main a:has-text("apple")')

    await page.click('[role=tab]:has-text("Members"), a:has-text("Members")')
    await page.click('text=Add member')
    await page.fill('[placeholder="Part of the name"]', 'be')
    await page.click('[role=option]:has-text("ben")')
    await page.selectOption('[role=dialog] select', { label: 'Developer' })
    await page.click('[role=dialog] button:has-text("Add")')
    await page.waitForSelector('tr:has-text("ben")')

    await page.click('[role=tab]:has-text("Robots"), a:has-text("Robots")')
    await page.click('text=New robot')
    await page.keyboard.type('builder')
    await page.click('text=Pull and push')
    await page.click('[role=dialog] button:has-text("Create robot")')
    await page.waitForSelector(`text=docker login ${rig.server.host} --username 'robot$orchard+builder'`)
    const secret = await page.locator('[role=dialog] pre').first().innerText()
    await page.click('[role=dialog] button:has-text("Done")')
    await as({ name: 'robot$orchard+builder' }, secret).pushImage('orchard/pear', '1.0', 'by a robot')

    await as(ben, ben.password).pushImage('orchard/apple', '1.0', 'second')
    await page.goto(`${rig.server.url}/repositories/orchard/apple:1.0?tab=history`)
    await page.waitForSelector('tr:has-text("moved to") >> text=ben')

    await page.goto(`${rig.server.url}/account`)
    await page.getByLabel('Hours (1–72)').fill('1')
    await page.click('text=Make a credential')
    await page.waitForSelector('[role=dialog] >> text=Copy it now')
    const [user = '', token = '', login] = await page.locator('[role=dialog] pre').allInnerTexts()
    expect(login).toBe(`docker login ${rig.server.host} --username 'nora'`)
    const pulled = await as({ name: user }, token).get('/v2/orchard/apple/manifests/1.0')
    expect(pulled.status).toBe(200)
    await rig.look(page, 'newcomer-end')
  })
})
