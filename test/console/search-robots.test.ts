// Searching for robots: who finds which of them, and from where.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { ConsoleRig, everyLook, type Look, type Who } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'

describeWith(['chromium'], 'the search for robots', () => {
  let rig: ConsoleRig
  beforeAll(async () => {
    rig = await ConsoleRig.start()
    await rig.accounts.project('open-sea', rig.account('maintainer'), true)
    await rig.pusher.pushImage('team/harbour-web', 'latest')
    await rig.pusher.pushImage('open-sea/buoy', '2.0')
    const access = [{ resource: 'repository', action: 'pull' }]
    const permissions = [{ kind: 'project', namespace: 'team', access }]
    for (const [name, level] of [
      ['night-shift', 'system'],
      ['night-build', 'project'],
    ]) {
      await rig.admin.post('/robots', { name, level, duration: 30, permissions })
    }
  })
  afterAll(() => rig.stop())

  const field = 'input[role=combobox]'
  const option = '[role=dialog] [role=option]'

  /** With its first page shown: keys are heard by then. */
  async function opened(path: string, look: Look = {}): Promise<Page> {
    const page = await rig.open(path, look)
    await page.waitForSelector('h1')
    return page
  }

  async function searching(path: string, text: string, look: Look = {}): Promise<Page> {
    const page = await opened(path, look)
    await page.keyboard.press('Control+k')
    await page.fill(field, text)
    await rig.calm(page)
    return page
  }

  const shown = (page: Page) => page.locator('[role=group][aria-label=Robots] [role=option]').allInnerTexts()

  for (const look of everyLook) {
    test(`is complete: ${look.language}, ${look.width}, ${look.scheme}`, async () => {
      const page = await searching('/projects/team/repositories', 'nigh', look)
      await page.waitForSelector(`${option}:has-text("robot$team+night-build")`)
      await rig.look(page, 'search-robots')
    })
  }

  test('finds robots for who may list them, and asks nothing that would be refused', async () => {
    const page = await searching('/projects', 'nigh')
    await page.waitForSelector('[role=group][aria-label=Robots]')
    expect(await shown(page)).toEqual(['robot$night-shift'])
    await page.fill(field, 'robot$night-s')
    await page.waitForSelector('[role=option] mark:has-text("robot$night-s")')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/administration/robots?q=robot%24night-shift')
    await page.waitForSelector('td:has-text("robot$night-shift")')
    expect(await page.locator('tbody tr').count()).toBe(1)
    await page.keyboard.press('Control+k')
    await page.fill(field, 'team+ni')
    await page.waitForSelector(`${option}:has-text("robot$team+night-build")`)
    await page.goto(`${rig.server.url}/repositories/team/harbour-web`)
    await rig.calm(page)
    await page.keyboard.press('Control+k')
    await page.fill(field, 'night')
    await page.waitForSelector(`${option}:has-text("robot$team+night-build")`)
    await page.waitForSelector(`${option}:has-text("robot$night-shift")`)
    await page.click(`${option}:has-text("night-build")`)
    await page.waitForURL('**/projects/team/robots?q=robot%24team%2Bnight-build')
    await page.waitForSelector('td:has-text("robot$team+night-build")')

    const asked = async (who: Who, path: string, text: string) => {
      const other = await opened(path, { who })
      const requests: string[] = []
      const refused: string[] = []
      other.on('request', (request) => requests.push(new URL(request.url()).pathname))
      other.on('response', (answer) => answer.status() >= 400 && refused.push(answer.url()))
      await other.keyboard.press('Control+k')
      await other.fill(field, text)
      await other.waitForSelector(`${option}:has-text("All results for “${text}”")`)
      await rig.calm(other)
      expect(refused).toEqual([])
      const robots = requests.filter((each) => each.endsWith('/robots')).length
      return { robots, found: await shown(other) }
    }
    const found = ['robot$team+night-build']
    expect(await asked('guest', '/projects/team/repositories', 'night')).toEqual({ robots: 1, found })
    expect(await asked('guest', '/projects', 'team+night')).toEqual({ robots: 1, found })
    expect(await asked('guest', '/projects', 'night')).toEqual({ robots: 0, found: [] })
    expect(await asked('guest', '/projects/open-sea/repositories', 'night')).toEqual({ robots: 0, found: [] })
    expect(await asked('anonymous', '/repositories/open-sea/buoy', 'night')).toEqual({ robots: 0, found: [] })
  })
})
