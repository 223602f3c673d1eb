// The console over a large registry: its pages are there at once, ask for little, and keep no server busy.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page, Response } from 'playwright-core'
import { ConsoleRig } from '../support/console-rig.ts'
import { fillLargeRegistry } from '../support/large-registry.ts'
import { describeWith } from '../support/programs.ts'
import { slowness } from '../support/slowness.ts'

/** In milliseconds, the best of some tries; doubled for a machine that runs other suites beside this one: see `slowness`. */
const longest = { request: 200, shown: 300 }
const tries = 4
/** Compressed, without pictures' libraries. */
const firstLoad = 350 * 1024
/** How many files that is: over HTTP/1.1 a browser asks for six at a time. */
const firstFiles = 14

describeWith(['chromium'], 'a large registry', () => {
  let rig: ConsoleRig
  beforeAll(async () => {
    rig = await ConsoleRig.start()
    await fillLargeRegistry(rig.server, { repositories: 100_000, tags: 10_000 })
  }, 60_000)
  afterAll(() => rig.stop())

  test('the first load is small', async () => {
    const context = await rig.browser.newContext()
    const page = await context.newPage()
    const answers: Response[] = []
    page.on('response', (response) => {
      // The stream of changes goes on.
      if (!response.url().endsWith('/live')) answers.push(response)
    })
    await page.goto(`${rig.server.url}/repositories`)
    await page.waitForSelector('tbody tr')
    await rig.calm(page)
    const sizes = await Promise.all(
      answers.map(async (answer) => (await answer.request().sizes()).responseBodySize),
    )
    const total = sizes.reduce((sum, each) => sum + each, 0)
    expect(total).toBeGreaterThan(0)
    expect(total).toBeLessThan(firstLoad)
    const files = answers.filter((answer) => answer.url().includes('/assets/'))
    expect(files.length).toBeLessThanOrEqual(firstFiles)
    await context.close()
  })

  for (const [path, rows] of [
    ['/repositories', 25],
    ['/repositories?q=r99&page=2', 25],
    ['/repositories?sort=-pull_count', 25],
    ['/repositories/many/tagged', 10],
    ['/projects/many', 10],
  ] as const) {
    test(`${path} is there at once`, async () => {
      const page = await rig.open('/no/page')
      await page.addInitScript(watchRows)
      let best = await visit(page, path, rows)
      for (let n = 1; n < tries && (best.slowest >= longest.request || best.shown >= longest.shown); n++) {
        const next = await visit(page, path, rows)
        best = { slowest: Math.min(best.slowest, next.slowest), shown: Math.min(best.shown, next.shown) }
      }
      const times = slowness()
      expect(best.slowest).toBeLessThan(times * longest.request)
      expect(best.shown).toBeLessThan(times * longest.shown)
      await rig.look(page, `large${path.replace(/\W+/g, '-')}`)
    })
  }

  /** How long the slowest answer took to begin, and how soon after the data rows were there, in milliseconds. */
  async function visit(page: Page, path: string, rows: number) {
    const took: number[] = []
    const note = (response: Response) => took.push(response.request().timing().responseStart)
    page.on('response', note)
    await page.goto(`${rig.server.url}${path}`)
    await page.waitForFunction((least) => document.querySelectorAll('tbody tr').length >= least, rows, {
      timeout: 10_000,
    })
    await rig.calm(page)
    page.off('response', note)
    return { slowest: Math.max(...took), shown: await shownAfterData(page) }
  }
})

/** Notes in the page when rows are first there. */
function watchRows(): void {
  new MutationObserver((_, observer) => {
    if (!document.querySelector('tbody tr')) return
    requestAnimationFrame(() => performance.mark('rows'))
    observer.disconnect()
  }).observe(document, { childList: true, subtree: true })
}

/** Milliseconds from the last answer before them to the first rows. */
function shownAfterData(page: Page): Promise<number> {
  return page.evaluate(() => {
    const shown = performance.getEntriesByName('rows')[0]?.startTime ?? Number.POSITIVE_INFINITY
    const answers = performance.getEntriesByType('resource').filter(({ name }) => name.includes('/api/'))
    const ends = answers.map((entry) => (entry as PerformanceResourceTiming).responseEnd)
    return shown - Math.max(...ends.filter((end) => end < shown))
  })
}
