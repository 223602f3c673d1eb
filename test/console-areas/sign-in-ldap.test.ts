// Signing in to the console with the passwords of a real directory: to where one was going, and with what one's groups give.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { Caller } from '../support/caller.ts'
import { groupDn, passwordOf, personLdif, startCompany, useCompany } from '../support/company.ts'
import { ConsoleRig, everyLook, type Look } from '../support/console-rig.ts'
import { nameOf, signInByForm, signOut } from '../support/console-sign-in.ts'
import { describeWith } from '../support/programs.ts'
import { type Slapd, slapdPrograms } from '../support/slapd.ts'

const place = '/repositories/team/app:v1?tab=manifest'

describeWith(['chromium', ...slapdPrograms], 'signing in by a directory', () => {
  let rig: ConsoleRig
  let slapd: Slapd
  beforeAll(async () => {
    slapd = await startCompany()
    rig = await ConsoleRig.start()
    await useCompany(rig.admin, slapd)
    await rig.pusher.pushImage('team/app', 'v1')
    const dev = { group_name: 'dev', group_type: 1, ldap_group_dn: groupDn('dev') }
    const added = await rig.admin.post('/projects/team/members', { role_id: 2, member_group: dev })
    expect(added.status).toBe(201)
  })
  afterAll(async () => {
    await rig?.stop()
    await slapd?.remove()
  })

  const person = (name: string) => ({ name, password: passwordOf(name) })
  const problem = (page: Page) => page.innerText('.problem')

  /** From a link that somebody was sent. */
  async function follow(path: string, look: Look = {}): Promise<Page> {
    const page = await rig.open(path, { who: 'anonymous', ...look })
    if (path === place) await rig.look(page, 'ldap-stranger')
    await page
      .locator('main')
      .getByRole('link', { name: /^(Sign in|登录)/ })
      .click()
    await page.waitForSelector('#principal')
    return page
  }

  async function arrive(name: string, path: string): Promise<Page> {
    const page = await follow(path)
    await signInByForm(page, person(name))
    await page.waitForURL(`${rig.server.url}${path}`)
    await rig.calm(page)
    return page
  }

  for (const look of everyLook) {
    test(`a link leads to its page by way of signing in: ${look.language}, ${look.width}`, async () => {
      const page = await follow(place, look)
      await signInByForm(page, { name: 'ada', password: 'wrong' })
      await page.waitForSelector('[role=alert]')
      expect(await problem(page)).toContain(
        look.language === 'en' ? 'The user name or the password is wrong.' : '用户名或密码错误。',
      )
      await rig.look(page, 'ldap-wrong')
      await page.fill('#password', passwordOf('ada'))
      await page.keyboard.press('Enter')
      await page.waitForURL(`${rig.server.url}${place}`)
      await page.waitForSelector('main >> text=application/vnd.oci.image.manifest.v1+json')
      await rig.look(page, 'ldap-arrived')
      expect(await nameOf(page)).toBe('ada')
    })
  }

  test('a group’s role is its members’, and nobody else’s', async () => {
    const ada = await arrive('ada', '/repositories/team/app')
    await ada.waitForSelector('main >> text=v1')
    await ada.click('nav >> text=Projects')
    await ada.waitForSelector('main tr:has-text("team") >> text=Developer')
    expect(await ada.locator('nav >> text=Administration').count()).toBe(0)
    const carl = await follow('/repositories/team/app')
    await signInByForm(carl, person('carl'))
    await carl.waitForSelector('main >> text=There is nothing at this address, or you may not see it.')
    await carl.waitForSelector('header button:has-text("carl")')
    expect(await carl.innerText('main')).not.toContain('Sign in')
  })

  test('who is in the group of administrators sees the administration', async () => {
    const page = await rig.open('/login?redirect_url=%2Fadministration%2Fusers', { who: 'anonymous' })
    await signInByForm(page, person('eve'))
    await page.waitForURL('**/administration/users')
    await page.waitForSelector('main tr:has-text("eve")')
    await page.waitForSelector('nav >> text=Administration')
    await rig.look(page, 'ldap-administrator')
  })

  test('the account says by what it signs in, and gives a token to push with', async () => {
    const page = await arrive('ada', '/account')
    await page.waitForSelector('main >> text=with the password of your directory (LDAP)')
    expect(await page.innerText('main')).not.toContain('CLI secret')
    await page.click('button:has-text("New token")')
    await page.keyboard.type('laptop')
    await page.getByLabel('Pull and push', { exact: true }).check()
    await page.keyboard.press('Enter')
    await page.waitForSelector('[role=dialog] >> text=Copy it now')
    await rig.look(page, 'ldap-token')
    const token = await page.innerText('[role=dialog] dt:has-text("Token") + dd pre')
    await new Caller(rig.server.url, { id: 0, name: 'ada', password: token }).pushImage(
      'team/app',
      'by-token',
    )
    await new Caller(rig.server.url, { id: 0, ...person('ada') }).pushImage('team/app', 'by-password')
    await page.goto(`${rig.server.url}/repositories/team/app`)
    for (const tag of ['by-token', 'by-password']) await page.waitForSelector(`main >> text=${tag}`)
  })

  test('signing out ends it', async () => {
    const page = await arrive('ada', '/repositories/team/app')
    await signOut(page)
    await page.waitForURL('**/login')
    expect(await nameOf(page)).toBeUndefined()
    await page.goto(`${rig.server.url}/repositories/team/app`)
    await page.waitForSelector('main >> text=Sign in to see more.')
  })

  for (const look of everyLook) {
    test(`a directory that does not answer is told: ${look.language}, ${look.width}`, async () => {
      // Somebody new: whom the server has just seen, it knows for a while.
      const uid = `late-${look.language}-${look.width}`.toLowerCase()
      await slapd.change(personLdif({ uid, cn: 'Come Late' }))
      const page = await follow('/projects/team/repositories', look)
      rig.forgive(page)
      await slapd.stop()
      await signInByForm(page, person(uid))
      await page.waitForSelector('[role=alert]')
      const words =
        look.language === 'en'
          ? 'The directory that knows this account does not answer.'
          : '保存此账户的目录服务没有响应。'
      expect(await problem(page)).toContain(words)
      await rig.look(page, 'ldap-away')
      // Who has an account here gets in, and the others do once it is back.
      const administrator = await follow('/projects/team/repositories')
      await signInByForm(administrator, rig.accounts.admin())
      await administrator.waitForURL('**/projects/team/repositories')
      await slapd.start()
      await signInByForm(page, person(uid))
      await page.waitForURL('**/projects/team/repositories')
      expect(await nameOf(page)).toBe(uid)
    })
  }
})
