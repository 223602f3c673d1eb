// The labels, the rules of trust, the log and the configuration of a project, as people use them.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { ConsoleRig, everyLook } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'

describeWith(['chromium'], 'a project', () => {
  let rig: ConsoleRig
  beforeAll(async () => {
    rig = await ConsoleRig.start()
    await rig.pusher.pushImage('team/app', 'v1')
    const access = [{ resource: 'repository', action: 'push' }]
    const permissions = [{ kind: 'project', namespace: 'team', access }]
    const robot = { name: 'ci', level: 'project', duration: -1, permissions }
    expect((await rig.admin.post('/robots', robot)).status).toBe(201)
  })
  afterAll(() => rig.stop())

  const open = (tab: string, look = {}) => rig.open(`/projects/team/${tab}`, look)

  test('has labels, made, changed and deleted', async () => {
    const page = await open('labels', { who: 'maintainer' })
    await page.waitForSelector('text=No labels yet')
    await rig.look(page, 'labels-empty')
    await page.click('text=New label')
    await page.keyboard.type('reviewed')
    await page.click('[role=dialog] [aria-label="Green"]')
    await rig.look(page, 'labels-new')
    await page.click('[role=dialog] button:has-text("Create label")')
    await page.waitForSelector('tr:has-text("reviewed")')
    await page.click('[aria-label="Actions: reviewed"]')
    await page.click('[role=menuitem]:has-text("Edit")')
    await page.fill('[role=dialog] textarea', 'Somebody has looked at it.')
    await page.fill('[role=dialog] input[maxlength="16"]', 'no-colour')
    await page.waitForSelector('text=This is no colour that a browser knows.')
    await page.fill('[role=dialog] input[maxlength="16"]', 'teal')
    await page.click('[role=dialog] button:has-text("Save")')
    await page.waitForSelector('tr:has-text("Somebody has looked at it.")')
    const { body } = await rig.admin.get('/labels?scope=p&project_id=2')
    expect(body[0]).toMatchObject({ name: 'reviewed', color: 'teal' })
    await page.click('text=New label')
    await page.keyboard.type('reviewed')
    await page.keyboard.press('Enter')
    await page.waitForSelector('[role=dialog] [role=alert]')
    await rig.look(page, 'labels-taken')
    await page.keyboard.press('Escape')
    await page.click('[aria-label="Actions: reviewed"]')
    await page.click('[role=menuitem]:has-text("Delete")')
    await page.waitForSelector('text=is taken from all artifacts that carry it')
    await rig.look(page, 'labels-delete')
    await page.click('[role=dialog] button:has-text("Delete")')
    await page.waitForSelector('text=No labels yet')
  })

  test('has rules of trust, made, changed and deleted', async () => {
    const page = await open('trust')
    await page.waitForSelector('text=No stored secrets in your CI')
    await rig.look(page, 'trust-empty')
    await page.click('text=New trust rule')
    await page.keyboard.type('releases of acme/web')
    await page.fill('[aria-label="Value of repository"]', 'acme/web')
    await page.click('[placeholder="Choose a robot"]')
    await page.click('[role=option]:has-text("robot$team+ci")')
    await rig.look(page, 'trust-new')
    await page.click('[role=dialog] button:has-text("Create rule")')
    await page.waitForSelector('tr:has-text("releases of acme/web"):has-text("robot$team+ci")')
    await page.click('[aria-label="Actions: releases of acme/web"]')
    await page.click('[role=menuitem]:has-text("Edit")')
    await page.waitForSelector('[placeholder="Choose a robot"]')
    await page.waitForFunction(
      () =>
        document.querySelector<HTMLInputElement>('[placeholder="Choose a robot"]')?.value === 'robot$team+ci',
    )
    await page.selectOption('[aria-label="Comparison"] >> nth=1', 'glob')
    await page.fill('[aria-label="Value of ref"]', 'refs/heads/release/*')
    await page.click('[role=dialog] button:has-text("Save")')
    await page.waitForSelector('text=ref ≈ refs/heads/release/*')
    await page.click('text=Set up the job')
    await page.waitForSelector('text=ACTIONS_ID_TOKEN_REQUEST_URL')
    await rig.look(page, 'trust-guide')
    await page.click('[role=tab]:has-text("GitLab CI")')
    await page.waitForSelector('text=REGISTRY_ID_TOKEN')
    await page.keyboard.press('Escape')
  })

  test('says why a rule is refused', async () => {
    const page = await open('trust')
    await page.click('text=New trust rule')
    await page.keyboard.type('too wide')
    await page.selectOption('[aria-label="Comparison"] >> nth=0', 'glob')
    await page.fill('[aria-label="Value of repository"]', '*')
    await page.click('[placeholder="Choose a robot"]')
    await page.click('[role=option]:has-text("robot$team+ci")')
    await page.click('[role=dialog] button:has-text("Create rule")')
    await page.waitForSelector('[role=dialog] [role=alert]:has-text("needs a condition")')
    await rig.look(page, 'trust-refused')
  })

  for (const look of everyLook) {
    test(`is complete: ${look.language}, ${look.width}, ${look.scheme}`, async () => {
      for (const [name, color] of [
        ['reviewed', '#2f7d32'],
        ['deprecated', '#c62828'],
        [`long-${'and-longer-'.repeat(10)}`, 'gold'],
      ]) {
        await rig.admin.post('/labels', { name, color, scope: 'p', project_id: 2 })
      }
      const log = await open('log', look)
      await log.waitForSelector('td strong')
      await rig.look(log, 'log')
      for (const tab of ['labels', 'trust']) {
        const page = await open(tab, look)
        await page.waitForSelector('tbody tr')
        await rig.look(page, tab)
      }
      const configuration = await open('configuration', look)
      await configuration.waitForSelector('form')
      await rig.look(configuration, 'configuration')
    })
  }

  test('deletes a rule of trust', async () => {
    const page = await open('trust')
    await page.click('[aria-label="Actions: releases of acme/web"]')
    await page.click('[role=menuitem]:has-text("Delete")')
    await rig.look(page, 'trust-delete')
    await page.click('[role=dialog] button:has-text("Delete")')
    await page.waitForSelector('text=No stored secrets in your CI')
  })

  test('has a log in sentences, filtered in the address', async () => {
    const page = await open('log')
    await page.waitForSelector('tr:has-text("admin pushed team/app:v1")')
    await page.waitForSelector('tr:has-text("admin created the robot")')
    await page.getByLabel('Resource type').selectOption('label')
    await page.waitForURL('**/log?type=label')
    await page.waitForSelector('tr:has-text("robot")', { state: 'detached' })
    await page.waitForSelector('tr:has-text("maintainer changed the label reviewed")')
    await page.getByLabel('Action').selectOption('delete')
    await page.getByLabel('Who').fill('maintainer')
    await page.waitForURL('**/log?user=maintainer&operation=delete&type=label')
    await page.waitForSelector('tr:has-text("maintainer deleted the label reviewed")')
    await rig.look(page, 'log-filtered')
    await page.getByLabel('Until').fill('2020-01-01')
    await page.waitForSelector('text=Nothing matches this filter.')
    await page.reload()
    await page.waitForSelector('text=Nothing matches this filter.')
  })

  test('becomes public, and private again', async () => {
    const page = await open('configuration')
    await page.click('label:has-text("Public")')
    await page.waitForSelector('text=Everybody will be able to pull')
    await rig.look(page, 'configuration-public')
    await page.click('button:has-text("Save")')
    await page.waitForSelector('text=Saved')
    await page.waitForSelector('h1 + *:has-text("Public")')
    expect((await rig.admin.get('/projects/team')).body.metadata.public).toBe('true')
    await page.click('label:has-text("Private")')
    await page.click('button:has-text("Save")')
    await page.waitForSelector('h1 + *:has-text("Private")')
  })

  test('is deleted when it is empty, by typing its name', async () => {
    const full = await open('configuration')
    await full.waitForSelector('text=It has 1 repository, which has to be deleted first.')
    expect(await full.isDisabled('button:has-text("Delete project")')).toBe(true)
    await rig.accounts.project('short-lived', rig.accounts.admin())
    const page = await rig.open('/projects/short-lived/configuration')
    await page.click('button:has-text("Delete project")')
    await page.waitForSelector('text=1 membership')
    await rig.look(page, 'configuration-delete')
    expect(await page.isDisabled('[role=dialog] button:has-text("Delete project")')).toBe(true)
    await page.fill('[role=dialog] input', 'short-lived')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/projects')
    await page.waitForSelector('text=The project short-lived is deleted')
    expect((await rig.admin.get('/projects/short-lived')).status).toBe(404)
  })
})
