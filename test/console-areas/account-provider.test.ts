// The account of somebody who signs in on a provider's page: a secret for clients, shown once.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { Caller } from '../support/caller.ts'
import { ConsoleRig, everyLook } from '../support/console-rig.ts'
import { IdentityProvider } from '../support/identity-provider.ts'
import { claims } from '../support/oidc-rig.ts'
import { describeWith } from '../support/programs.ts'

describeWith(['chromium'], 'the account of somebody of a provider', () => {
  let rig: ConsoleRig
  let provider: IdentityProvider
  let session: string

  beforeAll(async () => {
    provider = await IdentityProvider.start()
    rig = await ConsoleRig.start({ settings: { 'outbound.privateNetworks': '127.0.0.0/8' } })
    await provider.serve(rig.server.url)
    await provider.knows({ dora: claims('dora') })
    const { status } = await rig.admin.put('/configurations', {
      ...{ oidc_name: 'Test provider', oidc_endpoint: provider.url, oidc_client_id: 'entrepot' },
      ...{ oidc_client_secret: 'secret of the client', oidc_scope: 'openid,profile,email' },
      oidc_auto_onboard: true,
    })
    expect(status).toBe(200)
    session = await signedIn('dora')
  }, 60_000)
  afterAll(async () => {
    await rig.stop()
    await provider.stop()
  })

  /** By the provider's own form. @returns the session's cookie */
  async function signedIn(name: string): Promise<string> {
    const page = await rig.open('/login', { who: 'anonymous' })
    await page.click('text=Sign in with Test provider')
    await page.fill('input[name=login]', name)
    await page.fill('input[name=password]', 'any will do')
    await page.click('button[type=submit]')
    await page.waitForURL(`${rig.server.url}/**`)
    const cookie = (await page.context().cookies(rig.server.url)).find((each) => each.name === 'sid')
    await page.context().close()
    return cookie?.value ?? ''
  }

  const open = async (look = {}): Promise<Page> => {
    const page = await rig.open('/account', { who: 'anonymous', ...look })
    await page.context().addCookies([{ name: 'sid', value: session, url: rig.server.url }])
    await page.reload()
    await rig.calm(page)
    return page
  }

  for (const look of everyLook) {
    test(`is complete: ${look.language}, ${look.width}, ${look.scheme}`, async () => {
      const page = await open(look)
      await page.locator('main section, main form').first().waitFor()
      await rig.look(page, 'account-provider')
    })
  }

  test('makes a secret for clients, which takes the place of the one before', async () => {
    const page = await open()
    expect(await page.innerText('main')).not.toContain('Change password')
    const dialog = page.getByRole('dialog')
    const make = async (name: string) => {
      await page.locator('main').getByRole('button', { name: 'Make a CLI secret' }).click()
      await rig.look(page, `${name}-asked`)
      await dialog.getByRole('button', { name: 'Make a CLI secret' }).click()
      await dialog.getByText('Copy it now: it is not shown again.').waitFor()
      await rig.look(page, name)
      const [user, secret] = await dialog.locator('dd pre').allInnerTexts()
      expect(user).toBe('dora')
      expect(await dialog.innerText()).toContain(`docker login ${rig.server.host} --username 'dora'`)
      await dialog.getByRole('button', { name: 'Done' }).click()
      await dialog.waitFor({ state: 'detached' })
      return secret ?? ''
    }
    const login = async (password: string) =>
      (await new Caller(rig.server.url, { id: 0, name: 'dora', password }).get('/v2/')).status
    const first = await make('account-secret')
    expect(await login(first)).toBe(200)
    expect(await page.innerText('main')).not.toContain(first)
    const second = await make('account-secret-again')
    expect([await login(first), await login(second)]).toEqual([401, 200])
  })

  test('keeps its secret when the server refuses another', async () => {
    const page = await open()
    await page.route('**/cli_secret', (route) =>
      route.fulfill({ status: 503, json: { errors: [{ code: 'UNKNOWN', message: 'not now' }] } }),
    )
    await page.getByRole('button', { name: 'Make a CLI secret' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Make a CLI secret' }).click()
    await dialog.getByRole('alert').getByText('not now').waitFor()
  })
})
