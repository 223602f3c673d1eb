// Sessions in open pages: they end in the middle of work, change hands in another window, and leave nothing behind.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { ConsoleRig, everyLook, type Look, type Who } from '../support/console-rig.ts'
import { nameOf, signInByForm, signOut } from '../support/console-sign-in.ts'
import { CookieClient } from '../support/cookie-client.ts'
import { describeWith } from '../support/programs.ts'

const place = '/repositories/team/secret-app?q=v'

describeWith(['chromium'], 'sessions in open pages', () => {
  let rig: ConsoleRig
  beforeAll(async () => {
    // Signs of life of the stream each second: with them it is asked whether the session still goes on.
    rig = await ConsoleRig.start({ settings: { 'limits.idleTimeout': '3s' } })
    await rig.pusher.pushImage('team/secret-app', 'v1')
  })
  afterAll(() => rig.stop())

  /** In a session of its own, so that nothing that one test ends is another's. */
  async function opened(path: string, who: Who = 'developer', look: Look = {}) {
    const page = await rig.open(`/login?redirect_url=${encodeURIComponent(path)}`, {
      ...{ who: 'anonymous', ...look },
    })
    await signInByForm(page, rig.account(who))
    await page.waitForURL(`${rig.server.url}${path}`)
    await rig.calm(page)
    return page
  }

  /** Ends the page's session as another device would, without a word to the page. */
  async function endFromAfar(page: Page): Promise<void> {
    const client = new CookieClient(rig.server.url)
    for (const { name, value } of await page.context().cookies()) client.cookies.set(name, value)
    expect((await client.get('/c/log_out')).status).toBe(200)
  }

  /** By the dialog's link. @returns the tab that it opens */
  async function signInAgain(page: Page, who: Who): Promise<Page> {
    const opening = page.context().waitForEvent('page')
    await page.getByRole('link', { name: /^(Sign in again|重新登录)$/ }).click()
    const tab = await opening
    await signInByForm(tab, rig.account(who))
    return tab
  }

  const dialog = (page: Page) => page.getByRole('dialog')

  for (const look of everyLook) {
    test(`one that has ended is told, and goes on in a new tab: ${look.language}, ${look.width}`, async () => {
      const page = await opened(place, 'developer', look)
      await page.waitForSelector('main >> text=v1')
      await endFromAfar(page)
      const words = look.language === 'en' ? 'Your session has ended' : '会话已结束'
      await dialog(page).getByText(words).waitFor()
      await rig.look(page, 'session-ended')
      // There is no way around it by the keyboard.
      await page.keyboard.press('Escape')
      const tab = await signInAgain(page, 'developer')
      await tab.waitForURL(`${rig.server.url}${place}`)
      await tab.waitForSelector('main >> text=v1')
      await dialog(page).waitFor({ state: 'detached' })
      await page.waitForSelector('main >> text=v1')
    })
  }

  test('what was typed into a page is there when its session is back, and can be saved', async () => {
    const page = await opened('/repositories/team/secret-app?tab=about', 'maintainer')
    await page.click('text=Write a description')
    const field = page.getByLabel('Description')
    await field.fill('written for an hour')
    await endFromAfar(page)
    await dialog(page).waitFor()
    await signInAgain(page, 'maintainer')
    await dialog(page).waitFor({ state: 'detached' })
    expect(await field.inputValue()).toBe('written for an hour')
    expect(await field.evaluate((each) => each === document.activeElement)).toBe(true)
    await page.click('main button:has-text("Save")')
    await page.waitForSelector('main p:has-text("written for an hour")')
    await rig.look(page, 'session-back')
  })

  test('a window that was not told of it asks when one comes back to it', async () => {
    const page = await opened(place)
    await endFromAfar(page)
    await dialog(page).waitFor()
    const client = new CookieClient(rig.server.url)
    const { name, password } = rig.account('developer')
    await client.login(name, password)
    const value = client.cookies.get('sid') as string
    await page.context().addCookies([{ name: 'sid', value, url: rig.server.url }])
    await page.evaluate(() => window.dispatchEvent(new Event('focus')))
    await dialog(page).waitFor({ state: 'detached' })
  })

  test('so it is in the administration, whoever else was here meanwhile', async () => {
    const page = await opened('/administration/configuration', 'administrator')
    const field = page.getByLabel('Names of robots begin with')
    await field.fill('bot-')
    await endFromAfar(page)
    await dialog(page).getByText('Your session has ended').waitFor()
    const other = await signInAgain(page, 'guest')
    await dialog(page).getByText('Go on as guest').waitFor()
    await signOut(other)
    await signInByForm(other, rig.account('administrator'))
    await dialog(page).waitFor({ state: 'detached' })
    expect(await field.inputValue()).toBe('bot-')
  })

  test('what was asked for when it had ended is answered when it is back', async () => {
    const page = await opened('/repositories/team/secret-app?tab=about', 'maintainer')
    await page.route('**/api/v2.0/live*', (route) => route.abort())
    await page.reload()
    await page.click('main button:has-text("Edit")')
    await page.getByLabel('Description').fill('half of it')
    await endFromAfar(page)
    await page.keyboard.press('Control+k')
    await page.fill('input[role=combobox]', 'secret')
    await page.waitForSelector('text=Your session has ended')
    await signInAgain(page, 'maintainer')
    await page.waitForSelector('[role=option]:has-text("team/secret-app")')
    expect(await page.locator('text=Your session has ended').count()).toBe(0)
    await page.keyboard.press('Escape')
    expect(await page.getByLabel('Description').inputValue()).toBe('half of it')
  })

  test('one that ended while nobody looked is told with the first click that needs it', async () => {
    const page = await opened('/account')
    // Nothing is heard of it but by what is clicked.
    await page.route('**/api/v2.0/live*', (route) => route.abort())
    await page.reload()
    await rig.calm(page)
    await page.click('button:has-text("New token")')
    await page.keyboard.type('for my laptop')
    await endFromAfar(page)
    await page.keyboard.press('Enter')
    await page.waitForSelector('text=Your session has ended')
    await rig.look(page, 'session-ended-in-a-dialog')
    await page.click('text=Look around without signing in')
    await page.waitForSelector('main >> text=Sign in to see more.')
  })

  test('a page that the browser kept for the way back asks whose it is', async () => {
    const page = await opened(place)
    await page.route('**/api/v2.0/live*', (route) => route.abort())
    await page.reload()
    await page.waitForSelector('main >> text=v1')
    await endFromAfar(page)
    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true })))
    await dialog(page).getByText('Your session has ended').waitFor()
  })

  test('who signs in again in another window goes on in this one', async () => {
    const page = await opened(place)
    await page.evaluate(() => document.body.setAttribute('data-same', 'yes'))
    await endFromAfar(page)
    await dialog(page).waitFor()
    const other = await rig.another(page, '/login')
    await signInByForm(other, rig.account('developer'))
    await dialog(page).waitFor({ state: 'detached' })
    await page.waitForSelector('main >> text=v1')
    expect(await page.getAttribute('body', 'data-same')).toBe('yes')
  })

  for (const look of everyLook) {
    test(`one that is somebody else’s by now is told: ${look.language}, ${look.width}`, async () => {
      const page = await opened('/projects/team', 'developer', look)
      const other = await rig.another(page, '/')
      await signOut(other)
      await signInByForm(other, rig.account('guest'))
      await other.waitForURL(`${rig.server.url}/`)
      await rig.calm(other)
      const goOn = look.language === 'en' ? 'Go on as guest' : '以 guest 的身份继续'
      await dialog(page).getByText(goOn).waitFor()
      await rig.look(page, 'session-of-another')
      await dialog(page).getByText(goOn).click()
      await page.waitForSelector('header button:has-text("guest")')
      expect(await dialog(page).count()).toBe(0)
    })
  }

  test('a page of nobody’s shows more once somebody signs in in another window', async () => {
    const page = await rig.open('/repositories', { who: 'anonymous' })
    expect(await page.innerText('main')).not.toContain('secret-app')
    const other = await rig.another(page, '/login')
    await signInByForm(other, rig.account('developer'))
    await page.waitForSelector('main >> text=secret-app')
    await page.waitForSelector('header button:has-text("developer")')
  })

  test('after signing out, the way back shows nothing of it', async () => {
    const page = await opened(place)
    await page.click('nav >> text=Projects')
    await page.waitForSelector('main >> text=team')
    await page.goto(`${rig.server.url}/api/v2.0/projects/team/repositories`)
    expect(await page.textContent('body')).toContain('secret-app')
    await page.goto(`${rig.server.url}/repositories`)
    await page.waitForSelector('main >> text=secret-app')
    const [session] = (await page.context().cookies()).filter(({ name }) => name === 'sid')
    await signOut(page)
    await page.waitForURL('**/login')
    expect(await nameOf(page)).toBeUndefined()
    const replayed = new CookieClient(rig.server.url)
    replayed.cookies.set('sid', session?.value ?? '')
    expect((await replayed.get('/api/v2.0/users/current')).status).toBe(401)
    for (let step = 0; step < 4; step += 1) {
      await page.goBack()
      await page.waitForLoadState('networkidle')
      // The address itself has the name; the history of the browser shows it too.
      expect(await page.locator('a:has-text("secret-app")').count()).toBe(0)
      expect(await page.innerText('body')).not.toMatch(/v1|"team|developer/)
    }
  })

  test('what somebody has looked at is not told to the next one', async () => {
    const page = await opened(place)
    await page.waitForSelector('main >> text=v1')
    await page.reload()
    await page.waitForSelector('main >> text=v1')
    await page.goto(rig.server.url)
    await page.waitForSelector('main >> text=secret-app')
    await signOut(page)
    await page.waitForURL('**/login')
    await page.goto(rig.server.url)
    await rig.calm(page)
    expect(await page.textContent('main')).not.toContain('secret-app')
    expect(await page.evaluate(() => localStorage.getItem('entrepot.places.0') ?? '')).not.toContain('secret')
  })
})
