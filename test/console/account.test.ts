// The person's own page: profile, password, temporary credentials, access tokens; by clicks, in a real browser.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import type { Account } from '../support/accounts.ts'
import { ApiCaller } from '../support/api.ts'
import { Caller } from '../support/caller.ts'
import { ConsoleRig, everyLook } from '../support/console-rig.ts'
import { CookieClient } from '../support/cookie-client.ts'
import { describeWith } from '../support/programs.ts'

const day = 86_400_000

describeWith(['chromium'], 'the account’s page', () => {
  let rig: ConsoleRig
  beforeAll(async () => {
    rig = await ConsoleRig.start()
    await makeToken('administrator', {
      name: 'laptop',
      preset: 'write',
      projects: ['team'],
      expires_in_days: 90,
    })
    await makeToken('administrator', { name: 'one shell', preset: 'read', expires_in_hours: 1 })
    await makeToken('administrator', { name: 'x'.repeat(200), preset: 'all', expires_in_days: 3 })
    const access = [{ resource: 'robot', action: 'create' }]
    await makeToken('administrator', { name: 'odd', permissions: [{ namespace: '/', access }] })
  })
  afterAll(() => rig.stop())

  function makeToken(who: 'administrator' | 'developer', body: object) {
    return new ApiCaller(rig.server, rig.account(who)).post('/users/current/tokens', body)
  }

  /** Somebody new, so that nothing that one test ends is another's. */
  async function somebody(name: string): Promise<{ account: Account; page: Page }> {
    const account = await rig.accounts.user(name)
    const page = await rig.open('/account', { who: 'anonymous' })
    await page.click('main >> text=Sign in to see more.')
    await signIn(page, account)
    await page.waitForURL('**/account')
    await rig.calm(page)
    return { account, page }
  }

  async function signIn(page: Page, { name, password }: Pick<Account, 'name' | 'password'>): Promise<void> {
    await page.fill('#principal', name)
    await page.fill('#password', password)
    await page.keyboard.press('Enter')
  }

  const shown = (page: Page, label: string) =>
    page.innerText(`[role=dialog] dt:has-text("${label}") + dd pre`)
  const pulls = async (account: Account, password: string) =>
    (await new Caller(rig.server.url, { ...account, password }).get('/v2/')).status

  for (const look of everyLook) {
    test(`is complete: ${look.language}, ${look.width}, ${look.scheme}`, async () => {
      const page = await rig.open('/account', look)
      await page.waitForSelector('text=laptop')
      await rig.look(page, 'account')
    })
  }

  test('is reached by the menu under the name, which tells administrators that they are one', async () => {
    const page = await rig.open('/projects')
    await page.click('[aria-label^="Your account"]')
    await page.waitForSelector('[role=menu] >> text=Administrator')
    await rig.look(page, 'account-menu')
    await page.click('[role=menuitem]:has-text("Your account")')
    await page.waitForURL('**/account')
    await page.waitForSelector('text=Administrator of this registry')
  })

  test('is of a user too, and empty at first', async () => {
    const page = await rig.open('/account', { who: 'developer', width: 390, language: 'zh-CN' })
    await page.waitForSelector('text=你还没有访问令牌。')
    expect(await page.innerText('main')).not.toContain('管理员')
    await rig.look(page, 'account-empty')
  })

  test('asks a stranger to sign in', async () => {
    const page = await rig.open('/account', { who: 'anonymous' })
    await page.waitForSelector('text=Sign in to see more.')
    await rig.look(page, 'account-stranger')
  })

  test('changes the profile, and says what is wrong with it', async () => {
    const { page } = await somebody('paula')
    await page.click('text=Edit profile')
    await page.getByRole('dialog').getByLabel('Name').fill('Paula, the second')
    await page.click('[role=dialog] >> text=Save')
    await page.waitForSelector('[role=alert]:has-text("realname contains illegal characters")')
    await rig.look(page, 'account-profile-problem')
    await page.getByRole('dialog').getByLabel('Name').fill('Paula')
    await page.fill('[role=dialog] input[type=email]', 'paula@example.org')
    await page.keyboard.press('Enter')
    await page.waitForSelector('dd:has-text("paula@example.org")')
    await page.waitForSelector('text=Your profile is saved.')
  })

  test('changes the password, which ends everything else', async () => {
    const { account, page } = await somebody('petra')
    const other = new CookieClient(rig.server.url)
    expect((await other.login(account.name, account.password)).status).toBe(200)
    await page.click('button:has-text("Change password")')
    const dialog = page.getByRole('dialog')
    const button = dialog.getByRole('button', { name: 'Change password' })
    await dialog.getByLabel('Current password').fill('wrong')
    await dialog.getByLabel('New password', { exact: false }).first().fill('short')
    expect(await button.isDisabled()).toBe(true)
    await rig.look(page, 'account-password')
    const next = 'Another 1 of mine'
    await dialog.locator('input[autocomplete=new-password]').nth(0).fill(next)
    await dialog.locator('input[autocomplete=new-password]').nth(1).fill('Another one')
    await page.waitForSelector('text=This is not the same as above.')
    await dialog.locator('input[autocomplete=new-password]').nth(1).fill(next)
    await button.click()
    await page.waitForSelector('[role=alert]:has-text("Current password is incorrect")')
    await dialog.getByLabel('Current password').fill(account.password)
    await button.click()
    await page.waitForURL('**/login?redirect_url=%2Faccount')
    expect((await other.get('/api/v2.0/users/current')).status).toBe(401)
    await signIn(page, { name: account.name, password: next })
    await page.waitForURL('**/account')
  })

  test('makes a temporary credential in one click, shown once, which clients log in with', async () => {
    const { account, page } = await somebody('tina')
    await page.click('text=Make a credential')
    await page.waitForSelector('[role=dialog] >> text=Copy it now')
    await rig.look(page, 'account-credential')
    const token = await shown(page, 'Token')
    expect(token).toStartWith('entt_')
    expect(await shown(page, 'User')).toBe('tina')
    expect(await pulls(account, token)).toBe(200)
    const lines = await page.locator('[role=dialog] pre').allInnerTexts()
    expect(lines).toContain(`docker login ${rig.server.host} --username 'tina'`)
    expect(lines).toContain(`docker login ${rig.server.host} --username 'tina' --password-stdin`)
    await page.click(`[role=dialog] [aria-label="Copy: ${token}"]`)
    expect(await page.evaluate(() => navigator.clipboard.readText())).toBe(token)
    await page.click('[role=dialog] >> text=Done')
    await page.waitForSelector('tbody >> text=Pull and push')
    await page.waitForSelector('[role=dialog]', { state: 'detached' })
    expect(await page.content()).not.toContain(token)
    const [made] = (await new ApiCaller(rig.server, account).get('/users/current/tokens')).body
    const hours = (Date.parse(made.expiration_time) - Date.parse(made.creation_time)) / 3_600_000
    expect(hours).toBe(12)
  })

  test('takes 1 to 72 hours, and what it may', async () => {
    const { account, page } = await somebody('tom')
    await page.getByLabel('Hours (1–72)').fill('99')
    await page.getByLabel('Hours (1–72)').fill('72')
    await page
      .getByRole('combobox', { name: 'Permissions' })
      .or(page.getByLabel('Permissions'))
      .first()
      .click()
    await page.click('[role=option]:has-text("Everything you may")')
    await page.click('text=Make a credential')
    await page.click('[role=dialog] >> text=Done')
    const [made] = (await new ApiCaller(rig.server, account).get('/users/current/tokens')).body
    expect(Date.parse(made.expiration_time) - Date.parse(made.creation_time)).toBe(3 * day)
    expect(made.permissions).toBeUndefined()
  })

  test('makes a token for some projects, and revokes it', async () => {
    const page = await rig.open('/account', { who: 'developer' })
    await page.click('text=New token')
    await page.getByLabel('What it is for').fill('build machine')
    await page.getByLabel('Pull and push', { exact: true }).last().check()
    await page.locator('[role=dialog] input[aria-haspopup=listbox]').first().fill('tea')
    await page.click('[role=option]:has-text("team")')
    await rig.look(page, 'account-new-token')
    await page.getByRole('dialog').getByRole('button', { name: 'New token' }).click()
    await page.waitForSelector('text=Your new token')
    const token = await shown(page, 'Token')
    expect(token).toStartWith('entp_')
    expect(await pulls(rig.account('developer'), token)).toBe(200)
    await page.click('[role=dialog] >> text=Done')
    const row = page.locator('tr:has-text("build machine")')
    await row.waitFor()
    expect(await row.innerText()).toContain('Pull and push')
    expect(await row.innerText()).toContain('in team')
    await row.getByRole('button', { name: 'Revoke build machine' }).click()
    await page.waitForSelector('text=Revoke this token?')
    await rig.look(page, 'account-revoke')
    await page.click('[role=dialog] button:has-text("Revoke")')
    await row.waitFor({ state: 'detached' })
    expect(await pulls(rig.account('developer'), token)).toBe(401)
  })

  test('says which credentials end soon, and what each may', async () => {
    const page = await rig.open('/account')
    await page.waitForSelector('text=1 of your credentials expires soon: xxx')
    const text = await page.innerText('table')
    for (const words of [
      'in team',
      'Pull and push',
      'Everything you may',
      '1 permission',
      'outside projects',
    ]) {
      expect(text).toContain(words)
    }
    expect(await page.locator('tr:has-text("Expires soon")').count()).toBe(1)
    await page.fill('[aria-label="Filter by name"]', 'lap')
    await page.waitForURL('**/account?q=lap')
    await page.waitForSelector('tr:has-text("odd")', { state: 'detached' })
  })

  test('shows an error in words, and tries again', async () => {
    const page = await rig.open('/projects')
    await page.route('**/users/current/sign-in', (route) =>
      route.fulfill({ status: 400, json: { errors: [{ code: 'X', message: 'no ways today' }] } }),
    )
    await page.goto(`${rig.server.url}/account`)
    await page.waitForSelector('[role=alert]:has-text("no ways today")')
    await rig.look(page, 'account-error')
    await page.unroute('**/users/current/sign-in')
    await page.click('text=Try again')
    await page.waitForSelector('text=Temporary credential')
  })

  const kept = (page: Page) => page.evaluate(() => JSON.stringify({ ...localStorage }))

  test('keeps names for who comes back, and for nobody else', async () => {
    const { page } = await somebody('olga')
    const { id } = await rig.accounts.user('nina')
    await page.evaluate(
      ([mine, other]) => {
        localStorage.setItem(`entrepot.places.${mine}`, JSON.stringify({ pinned: ['olgas/own'], recent: [] }))
        localStorage.setItem(`entrepot.places.${other}`, JSON.stringify({ pinned: ['ninas/x'], recent: [] }))
        localStorage.setItem('entrepot.searches.nina', JSON.stringify(['ninas plan']))
      },
      [(await rig.admin.get('/users?q=username%3Dolga')).body[0].user_id, id],
    )
    await page.goto(rig.server.url)
    await page.waitForSelector('section[aria-label=Pinned] >> text=olgas/own')
    await page.waitForFunction(() => !JSON.stringify({ ...localStorage }).includes('nina'))
    expect(await kept(page)).toContain('olgas/own')
  })

  test('signs out, and leaves no name behind in the browser', async () => {
    const { page, account } = await somebody('otto')
    await rig.accounts.project('ottos-secret', account)
    await new Caller(rig.server.url, account).pushImage('ottos-secret/plan', 'v1')
    await page.goto(`${rig.server.url}/repositories/ottos-secret/plan`)
    await page.click('[aria-label="Pin to home: ottos-secret/plan"]')
    await page.keyboard.press('/')
    await page.waitForSelector('[role=dialog] input')
    await page.keyboard.type('plan')
    await page.click('[role=dialog] [role=option] >> nth=0')
    await page.waitForFunction(() => localStorage.getItem('entrepot.searches.otto')?.includes('plan'))
    expect(await kept(page)).toContain('ottos-secret/plan')
    await page.click('[aria-label^="Your account"]')
    await page.click('text=Sign out')
    await page.waitForURL('**/login')
    await page.goto(`${rig.server.url}/account`)
    await page.waitForSelector('text=Sign in to see more.')
    const left = await kept(page)
    for (const name of ['ottos', 'plan']) expect(left).not.toContain(name)
  })
})
