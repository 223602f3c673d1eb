// Searching from everywhere: by keys and by clicks, what each person may see, the page of all results.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { ConsoleRig, everyLook } from '../support/console-rig.ts'
import { foundIn, openedForKeys, searchField, searching, searchOption } from '../support/console-search.ts'
import { describeWith } from '../support/programs.ts'

describeWith(['chromium'], 'the search', () => {
  let rig: ConsoleRig
  let digest = ''
  beforeAll(async () => {
    rig = await ConsoleRig.start()
    const maintainer = rig.account('maintainer')
    await rig.accounts.project('open-sea', maintainer, true)
    await rig.pusher.pushImage('team/harbour-web', 'v1.4-alpine')
    await rig.pusher.pushImage('team/harbour-web', 'latest')
    await rig.pusher.pushImage(`team/tools/${'harbour-'.repeat(12)}end`, 'v1')
    await rig.pusher.pushImage('open-sea/buoy', '2.0')
    for (let n = 0; n < 30; n++) await rig.pusher.pushImage(`team/many-${n}`, `tide-${n}`)
    const found = await rig.admin.get('/projects/open-sea/repositories/buoy/artifacts/2.0')
    digest = found.body.digest
  })
  afterAll(() => rig.stop())

  for (const look of everyLook) {
    test(`is complete: ${look.language}, ${look.width}, ${look.scheme}`, async () => {
      const page = await searching(rig, '/projects', 'harb', look)
      await page.waitForSelector(`${searchOption}:has-text("v1.4-alpine")`)
      await rig.look(page, 'search')
      await page.goto(`${rig.server.url}/search?q=harbour`)
      await page.waitForSelector('td:has-text("alpine")')
      await rig.look(page, 'search-page')
    })
  }

  test('opens by keys and by a click, on every page, and closes by Escape', async () => {
    const page = await openedForKeys(rig, '/repositories')
    for (const open of [
      () => page.keyboard.press('Control+K'),
      () => page.keyboard.press('Meta+k'),
      () => page.keyboard.press('/'),
      () => page.click('header >> text=Search'),
    ]) {
      await open()
      await page.waitForSelector(`${searchField}:focus`)
      expect(await page.inputValue(searchField)).toBe('')
      await page.keyboard.press('Escape')
      await page.waitForSelector(searchField, { state: 'detached' })
    }
  })

  test('finds every kind, marks what matched, and leads there by keys alone', async () => {
    const page = await searching(rig, '/projects', 'harbour')
    await page.waitForSelector(`${searchOption}:has-text("latest")`)
    expect(await foundIn(page, 'Repositories')).toContain('team/harbour-web')
    expect((await foundIn(page, 'Tags and digests')).join()).toContain('team/harbour-web:')
    expect(await page.locator(`${searchOption} mark`).first().innerText()).toBe('harbour')
    await page.keyboard.press('ArrowDown')
    const active = await page.getAttribute(searchField, 'aria-activedescendant')
    const href = await page.locator(`[id="${active}"]`).getAttribute('href')
    expect(await page.locator(`[id="${active}"]`).getAttribute('aria-selected')).toBe('true')
    await page.keyboard.press('Enter')
    await page.waitForURL(`**${href}`)
    expect(href).toStartWith('/repositories/team/')
  })

  test('finds a tag, a project, a person, and the console’s own pages', async () => {
    const tag = await searching(rig, '/projects', 'alpine')
    await tag.click(`${searchOption}:has-text("team/harbour-web:v1.4-alpine")`)
    await tag.waitForURL('**/repositories/team/harbour-web:v1.4-alpine')
    const project = await searching(rig, '/projects', 'open')
    await project.waitForSelector('[role=group][aria-label=Projects]')
    expect(await foundIn(project, 'Projects')).toEqual(['open-sea'])
    const person = await searching(rig, '/projects', 'maintai')
    await person.waitForSelector('[role=group][aria-label=People]')
    expect(await foundIn(person, 'People')).toEqual(['maintainer'])
    await person.fill(searchField, 'repos')
    await person.waitForSelector('[role=group][aria-label=Pages]')
    await person.keyboard.press('Enter')
    await person.waitForURL('**/repositories')
  })

  test('a pasted reference or digest leads to it', async () => {
    const page = await searching(rig, '/projects', `docker pull ${rig.server.host}/open-sea/buoy:2.0`)
    await page.waitForSelector('[role=group][aria-label="This reference"]')
    await rig.look(page, 'search-reference')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/repositories/open-sea/buoy:2.0')
    const byDigest = await searching(rig, '/projects', `registry.example.com/open-sea/buoy@${digest}`)
    await byDigest.waitForSelector('[role=group][aria-label="This reference"]')
    await byDigest.keyboard.press('Enter')
    await byDigest.waitForURL(`**/repositories/open-sea/buoy@${digest}`)
    const bare = await searching(rig, '/projects', digest)
    await bare.waitForSelector('[role=group][aria-label="Tags and digests"]')
    expect((await foundIn(bare, 'Tags and digests')).join()).toContain('open-sea/buoy:2.0')
    const gone = await searching(rig, '/projects', 'open-sea/buoy:3.0')
    await gone.waitForSelector(`${searchOption}:has-text("All results")`)
    expect(await gone.locator('[aria-label="This reference"]').count()).toBe(0)
  })

  test('shows everybody what they may see, and no more', async () => {
    const stranger = await searching(rig, '/projects', 'harbour', { who: 'anonymous' })
    await stranger.waitForSelector('text=Nothing found for')
    await rig.look(stranger, 'search-nothing')
    await stranger.fill(searchField, 'buoy')
    await stranger.waitForSelector(`${searchOption}:has-text("open-sea/buoy")`)
    const guest = await searching(rig, '/projects', 'harbour', { who: 'guest' })
    await guest.waitForSelector(`${searchOption}:has-text("team/harbour-web")`)
    await guest.fill(searchField, 'maintai')
    await guest.waitForSelector('text=Nothing found for “maintai”')
    await guest.goto(`${rig.server.url}/search?q=a`)
    await guest.waitForSelector('[role=tab]')
    expect(await guest.locator('[role=tab]').allInnerTexts()).toEqual([
      'Best matches',
      'Repositories',
      'Projects',
    ])
  })

  test('remembers what was looked for, for each person, and forgets it when told', async () => {
    const page = await searching(rig, '/projects', 'buoy')
    await page.waitForSelector(`${searchOption}:has-text("open-sea/buoy")`)
    await page.keyboard.press('Enter')
    await page.waitForURL('**/repositories/**')
    await page.keyboard.press('Control+k')
    await page.waitForSelector('text=Recent searches')
    await rig.look(page, 'search-recent')
    await page.keyboard.press('Enter')
    expect(await page.inputValue(searchField)).toBe('buoy')
    await page.fill(searchField, '')
    await page.click('text=Clear recent searches')
    await page.waitForSelector('text=Type what you are looking for.')
    await rig.look(page, 'search-empty')
  })

  test('asks once typing rests, and gives up what is not wanted any more', async () => {
    const page = await openedForKeys(rig, '/projects')
    const asked: string[] = []
    page.on('request', (request) => {
      const url = new URL(request.url())
      if (url.pathname.endsWith('/search/artifacts')) asked.push(url.searchParams.get('q') ?? '')
    })
    const held = Promise.withResolvers<void>()
    await page.route('**/search/artifacts?q=bu&**', async (route) => {
      await held.promise
      await route.abort()
    })
    const ended = page.waitForEvent('requestfailed', (request) => request.url().includes('q=bu&'))
    await page.keyboard.press('/')
    await page.fill(searchField, 'bu')
    await page.waitForRequest('**/search/artifacts?q=bu&**')
    await page.locator(searchField).pressSequentially('oy', { delay: 5 })
    expect((await ended).failure()?.errorText).toBe('net::ERR_ABORTED')
    held.resolve()
    await page.waitForSelector(`${searchOption}:has-text("open-sea/buoy:2.0")`)
    expect(asked).toEqual(['bu', 'buoy'])
  })

  test('takes what is typed before its field is there', async () => {
    const page = await rig.open('/projects')
    await page.goto(`${rig.server.url}/`)
    await page.waitForSelector('main h1')
    await page.keyboard.press('/')
    await page.keyboard.type('api:1.1')
    await page.waitForSelector(searchField)
    await page.waitForFunction(
      (each) => document.querySelector<HTMLInputElement>(each)?.value === 'api:1.1',
      searchField,
    )
  })

  test('leads to the page of all results, whose address holds its state', async () => {
    const page = await searching(rig, '/projects', 'tide')
    await page.waitForSelector(`${searchOption}:has-text("tide-")`)
    await page.keyboard.press('ArrowUp')
    await page.keyboard.press('Enter')
    await page.waitForURL('**/search?q=tide')
    await page.waitForSelector('text=30 entries')
    expect(await page.locator('tbody tr').count()).toBe(25)
    await page.click('[aria-label="Page 2"], [aria-label="Pages"] button:has-text("2")')
    await page.waitForURL('**/search?q=tide&page=2')
    await page.waitForFunction(() => document.querySelectorAll('tbody tr').length === 5)
    await page.click('[role=tab]:has-text("Repositories")')
    await page.waitForURL('**/search?q=tide&tab=repositories')
    await page.waitForSelector('text=Nothing found for “tide”')
    await rig.look(page, 'search-page-nothing')
    await page.fill('main input', 'many')
    await page.waitForURL('**/search?q=many&tab=repositories')
    await page.waitForSelector('td:has-text("team/many-1")')
    for (const [tab, q, words] of [
      ['projects', 'sea', 'open-sea'],
      ['people', 'guest', 'guest'],
    ] as const) {
      await page.goto(`${rig.server.url}/search?q=${q}&tab=${tab}`)
      await page.waitForSelector(`td:has-text("${words}")`)
      await rig.look(page, `search-page-${tab}`)
    }
  })

  test('takes what holds no word, or looks like JSON, for text', async () => {
    const page = await openedForKeys(rig, '/search?q=%2C%2C')
    await page.waitForSelector('text=Nothing found for')
    await page.goto(`${rig.server.url}/search`)
    await page.waitForSelector('text=Type what you are looking for.')
    await page.fill('main input', '2')
    await page.waitForSelector('td:has-text("buoy")')
    await page.keyboard.press('Control+k')
    await page.fill(searchField, 'true')
    await page.waitForSelector(`${searchOption}:has-text("All results for “true”")`)
    await page.click(`${searchOption}:has-text("All results")`)
    await page.waitForURL('**/search?q=%22true%22')
    expect(await page.inputValue('main input')).toBe('true')
  })

  test('says what went wrong', async () => {
    const page = await openedForKeys(rig, '/projects')
    await page.route('**/search/artifacts?**', (route) =>
      route.fulfill({ status: 400, json: { errors: [{ code: 'X', message: 'no search today' }] } }),
    )
    await page.keyboard.press('/')
    await page.fill(searchField, 'buoy')
    await page.waitForSelector('[role=dialog] [role=alert]:has-text("no search today")')
    await rig.look(page, 'search-error')
  })

  test('has shortcuts, which a dialog tells', async () => {
    const page = await openedForKeys(rig, '/repositories')
    await page.keyboard.press('?')
    await page.waitForSelector('text=Keyboard shortcuts')
    await rig.look(page, 'shortcuts')
    await page.keyboard.press('g')
    await page.keyboard.press('p')
    expect(page.url()).toEndWith('/repositories')
    await page.keyboard.press('Escape')
    await page.waitForSelector('[role=dialog]', { state: 'detached' })
    for (const [letter, path] of [
      ['p', '/projects'],
      ['u', '/account'],
      ['r', '/repositories'],
    ] as const) {
      await page.keyboard.press('g')
      await page.keyboard.press(letter)
      await page.waitForURL(`**${path}`)
    }
    await page.fill('[aria-label="Filter by name"]', 'gp?/')
    expect(await page.locator('[role=dialog]').count()).toBe(0)
    expect(new URL(page.url()).pathname).toBe('/repositories')
  })
})
