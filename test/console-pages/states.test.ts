// Every page of the console while it loads, when the server refuses, and where there is nothing yet.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Page, Route } from 'playwright-core'
import { consolePages, inScene } from '../support/console-pages.ts'
import { ConsoleRig, everyLook } from '../support/console-rig.ts'
import { bringConsoleScene, type ConsoleScene } from '../support/console-scene.ts'
import { describeWith } from '../support/programs.ts'

/** A refusal that the console does not ask again by itself, as it does where the server failed: that takes seconds. */
const failure = 'too many requests at once'
/** What moves while a page comes, as browsers count it: nobody notices less than 0.1. */
const mostShift = 0.1

/** All but those that ask for nothing. */
const asking = consolePages.filter(({ name }) => name !== 'administration-why')

describeWith(['chromium'], 'the states of every page', () => {
  let rig: ConsoleRig
  let scene: ConsoleScene
  beforeAll(async () => {
    rig = await ConsoleRig.start()
    scene = await bringConsoleScene(rig)
  })
  afterAll(() => rig.stop())

  /** Within the console, so that its frame is there already. */
  const go = (page: Page, path: string) =>
    page.evaluate(
      (to) => {
        history.pushState(null, '', to)
        dispatchEvent(new PopStateEvent('popstate'))
      },
      inScene(path, scene),
    )

  for (const look of everyLook) {
    describe(`${look.language}, ${look.width}, ${look.scheme}`, () => {
      const answers = new Answers()
      let page: Page
      beforeAll(async () => {
        page = await rig.open('/no/page', look)
        page.setDefaultTimeout(10_000)
        await answers.stand(page)
      })
      afterAll(() => page.context().close())

      const arrive = async (path: string) => {
        await answers.pass()
        await page.goto(`${rig.server.url}/no/page`)
        await rig.calm(page)
        answers.hold()
        await go(page, path)
        await page.waitForSelector('main [aria-busy=true]')
      }

      test.each(asking)('$name', async ({ name, path }) => {
        await arrive(path)
        await rig.lookAtOnce(page, `${name}-loading`)
        await answers.fail()
        await page.waitForSelector(`main [role=alert]:has-text("${failure}")`)
        await rig.look(page, `${name}-failed`)
        await answers.pass()
        const again = page.locator('main [role=alert] button')
        for (let tries = 0; (await again.count()) > 0 && tries < 10; tries++) {
          await again.first().click()
          await rig.calm(page)
        }
        expect(await page.locator('main [role=alert]').allTextContents()).toEqual([])
      })

      test.each(asking)('$name moves nothing while it comes', async ({ path }) => {
        await arrive(path)
        await page.evaluate(watchShifts)
        await answers.pass()
        await rig.calm(page)
        const shifts = await page.evaluate(() => (window as unknown as { shifts: Shift[] }).shifts)
        const sum = shifts.reduce((all, { value }) => all + value, 0)
        expect(sum < mostShift ? [] : shifts).toEqual([])
      })
    })
  }
})

/** Decides when, and how, a page's questions are answered. */
class Answers {
  private mode: 'pass' | 'hold' | 'fail' = 'pass'
  private waiting: Route[] = []

  async stand(page: Page): Promise<void> {
    await page.route(/\/api\/v2\.0\/(?!live)/, (route) => this.answer(route))
  }

  hold(): void {
    this.mode = 'hold'
  }

  /** Also those that wait. */
  async fail(): Promise<void> {
    await this.turn('fail')
  }

  async pass(): Promise<void> {
    await this.turn('pass')
  }

  private async turn(mode: 'pass' | 'fail'): Promise<void> {
    this.mode = mode
    const waiting = this.waiting
    this.waiting = []
    for (const route of waiting) await this.answer(route)
  }

  private async answer(route: Route): Promise<void> {
    if (this.mode === 'hold') this.waiting.push(route)
    else if (this.mode === 'pass') await route.continue()
    else
      await route.fulfill({ status: 429, json: { errors: [{ code: 'TOOMANYREQUESTS', message: failure }] } })
  }
}

interface Shift {
  readonly value: number
  readonly moved: readonly string[]
}

/** In the page: notes what moves without being asked to. */
function watchShifts(): void {
  const shifts: Shift[] = []
  Object.assign(window, { shifts })
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const { value, sources } = entry as unknown as { value: number; sources: { node?: Element }[] }
      const moved = sources.map(
        ({ node }) => `${node?.nodeName} ${node?.className}: ${node?.textContent?.slice(0, 60)}`,
      )
      shifts.push({ value, moved })
    }
  }).observe({ type: 'layout-shift' })
}
