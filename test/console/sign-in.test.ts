// The server's own pages of signing in, beside the console: both languages, what goes wrong, where they lead.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { ConsoleRig, everyLook, type Look } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'

/** Where nobody answers. */
const away = `away:
  kind: oidc
  label: Company login
  clientId: entrepot
  clientSecret: secret
  endpoint: http://127.0.0.1:1
`

describeWith(['chromium'], 'signing in', () => {
  let rig: ConsoleRig
  let folder: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'entrepot-sign-in-'))
    const file = join(folder, 'providers.yaml')
    await writeFile(file, away)
    const settings = { 'auth.providersFile': file, 'outbound.privateNetworks': '127.0.0.0/8' }
    rig = await ConsoleRig.start({ settings })
  })
  afterAll(async () => {
    await rig?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  const visit = (path: string, look: Look = {}) => rig.open(path, { who: 'anonymous', ...look })
  const problem = (page: Page) => page.innerText('.problem')

  async function signIn(page: Page, password = rig.account('guest').password): Promise<void> {
    await page.fill('#principal', 'guest')
    await page.fill('#password', password)
    await page.keyboard.press('Enter')
  }

  for (const look of everyLook) {
    test(`is complete: ${look.language}, ${look.width}, ${look.scheme}`, async () => {
      const page = await visit('/login', look)
      await rig.look(page, 'sign-in')
      await signIn(page, 'wrong')
      await page.waitForSelector('.problem')
      await rig.look(page, 'sign-in-wrong')
      expect(await page.inputValue('#principal')).toBe('guest')
      await page.click('a.provider')
      await page.waitForSelector('.problem')
      await rig.look(page, 'sign-in-away')
    })
  }

  test('leads to the console, or to where one was going', async () => {
    const page = await visit('/login')
    await signIn(page)
    await page.waitForURL(`${rig.server.url}/`)
    await page.goto(`${rig.server.url}/login`)
    await page.waitForURL(`${rig.server.url}/`)
    await page.goto(`${rig.server.url}/login?redirect_url=%2Fprojects%3Fq%3Dx`)
    await page.waitForURL(`${rig.server.url}/projects?q=x`)
  })

  test('speaks the language that is chosen, there and in the console', async () => {
    const page = await visit('/login?redirect_url=%2Fprojects')
    await page.click('text=简体中文')
    await page.waitForSelector('h1:has-text("登录")')
    expect(page.url()).toBe(`${rig.server.url}/login?redirect_url=%2Fprojects`)
    await signIn(page, 'wrong')
    expect(await problem(page)).toContain('用户名或密码错误。')
    await page.click('text=English')
    await page.click('text=简体中文')
    await signIn(page)
    await page.waitForURL('**/projects')
    await page.waitForSelector('h1:has-text("项目")')
    await page.click('[aria-label="Switch to English"]')
    await page.waitForSelector('h1:has-text("Projects")')
    await page.context().clearCookies({ name: 'sid' })
    await page.goto(`${rig.server.url}/login`)
    await page.waitForSelector('h1:has-text("Sign in")')
  })

  test('says what went wrong, and what to do', async () => {
    const page = await visit('/login')
    await signIn(page, 'wrong')
    await page.waitForSelector('[role=alert]:has-text("The user name or the password is wrong.")')
    expect(await problem(page)).toContain('An administrator can give you a new password')
    await page.click('text=Sign in with Company login')
    await page.waitForSelector('[role=alert]:has-text("127.0.0.1:1 cannot be asked")')
    expect(await problem(page)).toContain('sign in with a password')
    await page.goto(`${rig.server.url}/login/name`)
    expect(await problem(page)).toContain('Choose your provider once more.')
  })

  test('takes a form that was open until its cookie had gone', async () => {
    const page = await visit('/login')
    await page.context().clearCookies({ name: '_gorilla_csrf' })
    await signIn(page)
    await page.waitForURL(`${rig.server.url}/`)
  })

  test('is not needed to look around', async () => {
    const page = await visit('/login')
    await page.click('text=Look around without signing in')
    await page.waitForURL(`${rig.server.url}/`)
  })

  test('works without scripts', async () => {
    const context = await rig.browser.newContext({ javaScriptEnabled: false })
    const page = await context.newPage()
    await page.goto(`${rig.server.url}/login?redirect_url=/api/docs`)
    await signIn(page)
    await page.waitForURL(`${rig.server.url}/api/docs`)
    await context.close()
  })
})
