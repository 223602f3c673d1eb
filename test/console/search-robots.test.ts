// Searching for robots: who finds which of them, and from where.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { ConsoleRig, everyLook, type Who } from '../support/console-rig.ts'
import { foundIn, openedForKeys, searchField, searching, searchOption } from '../support/console-search.ts'
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

  for (const look of everyLook) {
    test(`is complete: ${look.language}, ${look.width}, ${look.scheme}`, async () => {
      const page = await searching(rig, '/projects/team/repositories', 'nigh', look)
      await page.waitForSelector(`${searchOption}:has-text("robot$team+night-build")`)
      await rig.look(page, 'search-robots')
    })
  }

  test('finds robots for who may list them, and asks nothing that would be refused', async () => {
    const page = await searching(rig, '/projects', 'nigh')
    await page.waitForSelector('[role=group][aria-label=Robots]')
    expect(await foundIn(page, 'Robots')).toEqual(['robot$night-shift'])
    await page.fill(searchField, 'robot$night-s')
    await page.waitForSelector('[role=option] mark:has-text("robot$night-s")')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/administration/robots?q=robot%24night-shift')
    await page.waitForSelector('td:has-text("robot$night-shift")')
    expect(await page.locator('tbody tr').count()).toBe(1)
    await page.keyboard.press('Control+k')
    await page.fill(searchField, 'team+ni')
    await page.waitForSelector(`${searchOption}:has-text("robot$team+night-build")`)
    await page.goto(`${rig.server.url}/repositories/team/harbour-web`)
    await rig.calm(page)
    await page.keyboard.press('Control+k')
    await page.fill(searchField, 'night')
    await page.waitForSelector(`${searchOption}:has-text("robot$team+night-build")`)
    await page.waitForSelector(`${searchOption}:has-text("robot$night-shift")`)
    await page.click(`${searchOption}:has-text("night-build")`)
    await page.waitForURL('**/projects/team/robots?q=robot%24team%2Bnight-build')
    await page.waitForSelector('td:has-text("robot$team+night-build")')

    const asked = async (who: Who, path: string, text: string) => {
      const other = await openedForKeys(rig, path, { who })
      const requests: string[] = []
      const refused: string[] = []
      other.on('request', (request) => requests.push(new URL(request.url()).pathname))
      other.on('response', (answer) => answer.status() >= 400 && refused.push(answer.url()))
      await other.keyboard.press('Control+k')
      await other.fill(searchField, text)
      await other.waitForSelector(`${searchOption}:has-text("All results for “${text}”")`)
      await rig.calm(other)
      expect(refused).toEqual([])
      const robots = requests.filter((each) => each.endsWith('/robots')).length
      return { robots, found: await foundIn(other, 'Robots') }
    }
    const found = ['robot$team+night-build']
    expect(await asked('guest', '/projects/team/repositories', 'night')).toEqual({ robots: 1, found })
    expect(await asked('guest', '/projects', 'team+night')).toEqual({ robots: 1, found })
    expect(await asked('guest', '/projects', 'night')).toEqual({ robots: 0, found: [] })
    expect(await asked('guest', '/projects/open-sea/repositories', 'night')).toEqual({ robots: 0, found: [] })
    expect(await asked('anonymous', '/repositories/open-sea/buoy', 'night')).toEqual({ robots: 0, found: [] })
  })
})
