// Every page of the console over a large registry: it stands at once, asks for little, and keeps no server busy. What
// the pages ask for is asked of both databases. ENTREPOT_TEST_FIGURES names a file for what was measured.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import { appendFileSync } from 'node:fs'
import type { Page } from 'playwright-core'
import { ConsoleRig, everyLook, type Who } from '../support/console-rig.ts'
import { pushLargeArtifacts } from '../support/large-artifacts.ts'
import { fillLargeCompany } from '../support/large-company.ts'
import { type LargePage, largePages } from '../support/large-pages.ts'
import { fillLargeRegistry } from '../support/large-registry.ts'
import { type Asked, type Visit, visit, watchPage } from '../support/large-visit.ts'
import { describeWith } from '../support/programs.ts'
import { slowness } from '../support/slowness.ts'

/** In milliseconds, the best of some tries, on a machine that does nothing else: see `slowness`. */
const longest = { request: 100, shown: 300, busy: 200 }
/** The memory of its scripts in megabytes. */
const most = { requests: 12, characters: 120_000, elements: 2_500, memory: 80 }
/** Lists that people choose from, and steps of one build: whole, and short. */
const whole = [/\/permissions\b/, /\/roles\?page_size=100$/, /\/auditlog-exts\/events$/, /\/build_history$/]
/** Asked again while it is computed. */
const repeated = /\/statistics\/storage$/
/** As many as a page of a list shows, or a choice offers. */
const pageMost = 30
const tries = 4
/** While the machine is busy with something else. */
const askings = 12

describeWith(['chromium', 'initdb'], 'a large registry', () => {
  const rigs: ConsoleRig[] = []
  beforeAll(async () => {
    for (const engine of ['sqlite', 'postgres'] as const) {
      const rig = await ConsoleRig.start({ engine })
      rigs.push(rig)
      await fillLargeRegistry(rig.server, { repositories: 100_000, tags: 10_000 })
      await fillLargeCompany(rig.server, rig.account('developer').id)
      await pushLargeArtifacts(rig.server, rig.account('administrator'), 'many/tagged')
      await rig.server.deliverEvents()
    }
  }, 600_000)
  afterAll(async () => {
    for (const rig of rigs) await rig.stop()
  })

  describe.each(['administrator', 'developer'] as const)('as %s', (who) => {
    /** In each server's browser one, which is signed in. */
    const pages: Page[] = []
    beforeAll(async () => {
      for (const rig of rigs) {
        const page = await rig.open('/no/page', { who })
        await page.addInitScript(watchPage)
        pages.push(page)
      }
    })

    test.each(
      largePages.filter(({ only = who }) => only === who).map((each) => [each.name ?? each.path, each]),
    )(
      '%s',
      async (_, { path, act, large }: LargePage) => {
        const seen = await bestVisit(rigs[0] as ConsoleRig, pages[0] as Page, { path, act })
        expect(foreign(seen.asked)).toEqual([])
        expect(seen.asked.length).toBeLessThanOrEqual(most.requests)
        const characters = seen.asked.reduce((sum, { size }) => sum + size, 0)
        expect(characters).toBeLessThan(large ?? most.characters)
        expect(seen.elements).toBeLessThan(most.elements)
        expect(seen.memory).toBeLessThan(most.memory)
        const slowest = await Promise.all(
          pages.map((page, n) => slowestOf(rigs[n] as ConsoleRig, page, seen)),
        )
        note(who, path, seen, slowest)
        const times = slowness()
        expect(slowest.filter(({ ms }) => ms > times * longest.request)).toEqual([])
        expect(seen.shown).toBeLessThan(times * longest.shown)
        expect(seen.busy).toBeLessThan(times * longest.busy)
      },
      120_000,
    )
  })

  for (const look of everyLook) {
    test(`very many parts are shown piece by piece in ${look.language} at ${look.width}`, async () => {
      const rig = rigs[0] as ConsoleRig
      const page = await rig.open('/repositories/many/tagged:1.0?tab=layers', look)
      const rows = page.locator('tbody tr')
      await rows.nth(49).waitFor()
      expect(await rows.count()).toBe(50)
      await page
        .getByRole('button', { name: look.language === 'en' ? 'Show 50 more' : '再显示 50 项' })
        .click()
      await rows.nth(99).waitFor()
      await rig.look(page, 'large-layers')
      await page.goto(`${rig.server.url}/repositories/many/tagged:1.0?tab=referrers`)
      await page.locator('.tree > li').nth(49).waitFor()
      expect(await page.locator('.tree > li').count()).toBe(50)
      const most = look.language === 'en' ? 'shown up to 500' : '最多显示 500 个'
      await page.getByText(most).waitFor()
      await rig.look(page, 'large-referrers')
    })
  }
})

/** Each figure at its best. */
async function bestVisit(rig: ConsoleRig, page: Page, large: LargePage): Promise<Visit> {
  let best = await visit(rig, page, large)
  for (let n = 1; n < tries && (best.shown >= longest.shown || best.busy >= longest.busy); n++) {
    const next = await visit(rig, page, large)
    best = { ...next, shown: Math.min(best.shown, next.shown), busy: Math.min(best.busy, next.busy) }
  }
  return best
}

/** What a page has no use for: refusals, answers that it has already, more of a list than it shows. */
function foreign(asked: readonly Asked[]): string[] {
  const refused = asked.filter(({ status }) => status !== 200).map(({ path, status }) => `${status} ${path}`)
  const paths = asked.map(({ path }) => path).filter((path) => !repeated.test(path))
  const twice = paths.filter((path, n) => paths.indexOf(path) < n).map((path) => `twice ${path}`)
  const long = asked
    .filter(({ path, items = 0 }) => items > pageMost && !whole.some((each) => each.test(path)))
    .map(({ path, items }) => `${items} of ${path}`)
  return [...refused, ...twice, ...long]
}

interface Slowest {
  readonly ms: number
  readonly path: string
}

/** On the server, the best of some askings of each, heard to its end. */
async function slowestOf({ server }: ConsoleRig, page: Page, { asked }: Visit): Promise<Slowest> {
  const cookies = await page.context().cookies()
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
  let slowest: Slowest = { ms: 0, path: '' }
  for (const { path } of asked) {
    let best = Number.POSITIVE_INFINITY
    for (let n = 0; n < askings && (n < tries || best > longest.request); n++) {
      const start = performance.now()
      const answer = await fetch(server.url + path, { headers: { cookie } })
      await answer.arrayBuffer()
      best = Math.min(best, performance.now() - start)
      expect({ path, status: answer.status }).toEqual({ path, status: 200 })
    }
    if (best > slowest.ms) slowest = { ms: Math.round(best), path }
  }
  return slowest
}

function note(
  who: Who,
  path: string,
  { asked, shown, busy, elements, memory }: Visit,
  slowest: readonly Slowest[],
): void {
  const file = process.env.ENTREPOT_TEST_FIGURES
  if (!file) return
  const figures = [asked.length, ...slowest.map(({ ms }) => ms), shown, busy, elements, memory].join(' | ')
  appendFileSync(file, `| ${who} | \`${path}\` | ${figures} |\n`)
}
