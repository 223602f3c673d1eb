// Pages that stay current: what a client pushes appears without a reload, and losing the connection is no drama.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { ConsoleRig } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'

describeWith(['chromium'], 'changes in open pages', () => {
  let rig: ConsoleRig
  beforeAll(async () => {
    rig = await ConsoleRig.start()
    await rig.pusher.pushImage('team/app', 'v1')
  })
  afterAll(() => rig.stop())

  /** Open, and listening. */
  async function openListening(
    path: string,
    who: 'developer' | 'anonymous' | 'administrator',
  ): Promise<Page> {
    const before = await streams()
    const page = await rig.open(path, { who })
    await until(async () => (await streams()) > before)
    // A mark that a reload would wipe.
    await page.evaluate(() => document.body.setAttribute('data-same', 'yes'))
    return page
  }

  async function streams(): Promise<number> {
    const { text } = await rig.pusher.get('/metrics')
    return Number(/entrepot_live_streams (\d+)/.exec(text)?.[1])
  }

  async function until(holds: () => Promise<boolean>): Promise<void> {
    while (!(await holds())) await Bun.sleep(20)
  }

  test('a push appears on the list without a reload', async () => {
    const page = await openListening('/repositories', 'developer')
    await rig.pusher.pushImage('team/pushed-while-open', 'v1')
    await page.waitForSelector('main a:has-text("pushed-while-open")')
    expect(await page.getAttribute('body', 'data-same')).toBe('yes')
  })

  test('a project that becomes public appears to visitors when something happens in it', async () => {
    const page = await openListening('/repositories', 'anonymous')
    await rig.accounts.project('opened', rig.accounts.admin(), true)
    await rig.pusher.pushImage('opened/app', 'v1')
    await page.waitForSelector('main tr:has-text("opened")')
    expect(await page.textContent('main')).not.toContain('team')
  })

  test('a page that is not looked at listens to nothing, and catches up', async () => {
    const page = await openListening('/repositories', 'developer')
    const open = await streams()
    await look(page, 'hidden')
    await until(async () => (await streams()) < open)
    await rig.pusher.pushImage('team/pushed-while-away', 'v1')
    await look(page, 'visible')
    await page.waitForSelector('main a:has-text("pushed-while-away")')
  })

  test('a connection that is lost for long is told, and told no more once it is back', async () => {
    const page = await openListening('/repositories', 'developer')
    await page.clock.install()
    await page.context().setOffline(true)
    await look(page, 'hidden')
    await look(page, 'visible')
    for (let step = 0; step < 40; step += 1) await page.clock.runFor(1_000)
    await page.waitForSelector('text=The connection is lost')
    await rig.look(page, 'live-lost')
    await page.context().setOffline(false)
    // The page's clock is the test's, the network's is not.
    while ((await page.locator('text=The connection is lost').count()) > 0) {
      await page.clock.runFor(2_000)
      await Bun.sleep(100)
    }
  })

  async function look(page: Page, state: 'hidden' | 'visible'): Promise<void> {
    await page.evaluate((state) => {
      Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => state })
      document.dispatchEvent(new Event('visibilitychange'))
    }, state)
  }
})
