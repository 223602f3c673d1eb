// A real directory, set up, tried and searched by an administrator with a browser.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { groupDn, searcher, startCompany } from '../support/company.ts'
import { ConsoleRig } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'
import { type Slapd, slapdBase, slapdPrograms } from '../support/slapd.ts'

describeWith(['chromium', ...slapdPrograms], 'the administration of signing in', () => {
  let rig: ConsoleRig
  let slapd: Slapd
  let page: Page
  beforeAll(async () => {
    slapd = await startCompany()
    rig = await ConsoleRig.start()
    page = await rig.open('/administration/sign-in')
  })
  afterAll(async () => {
    await rig.stop()
    await slapd.remove()
  })

  const field = (name: string) => page.getByLabel(name, { exact: true })
  const tryIt = () => page.getByRole('button', { name: 'Try it' }).click()

  test('a directory is tried before it is saved, with what it says', async () => {
    await field('Address').fill(slapd.url)
    await field('Who searches').fill(searcher.dn)
    await field('Its password').fill('wrong')
    await field('Where people are').fill(slapdBase)
    await field('Attribute of the user name').fill('uid')
    await tryIt()
    await page.getByRole('alert').waitFor()
    await rig.look(page, 'administration-ldap-refused')
    await field('Its password').fill(searcher.password)
    await tryIt()
    await page.getByText('The directory answers').waitFor()
    await field('Where groups are').fill(slapdBase)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved', { exact: true }).waitFor()
    const { body } = await rig.admin.get('/configurations')
    expect(body.ldap_url).toEqual({ value: slapd.url, editable: true })
    // Secrets are not shown again.
    expect(await field('Its password').inputValue()).toBe('')
  })

  test('people are found, and get an account before they sign in', async () => {
    await page.getByLabel('A part of the user name').fill('ad')
    await page.getByRole('button', { name: 'Search', exact: true }).last().click()
    await page.getByRole('cell', { name: 'Ada Lovelace' }).waitFor()
    await rig.look(page, 'administration-ldap-people')
    await page.getByRole('button', { name: 'Make account: ada' }).click()
    await page.getByText('Account made').waitFor()
    const { body } = await rig.admin.get('/users?q=username%3Dada')
    expect((await rig.admin.get(`/users/${body[0].user_id}/holdings`)).body.sign_in).toEqual(['ldap'])
  })

  test('groups are found, and made known', async () => {
    await page.goto(`${rig.server.url}/administration/groups`)
    await page.getByRole('button', { name: 'Find in the directory' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText(groupDn('owners')).waitFor()
    await rig.look(page, 'administration-ldap-groups')
    await dialog.getByRole('button', { name: 'Add: owners' }).click()
    await dialog.getByText('Added').waitFor()
    const { body } = await rig.admin.get('/usergroups')
    expect(body.map((each: { ldap_group_dn: string }) => each.ldap_group_dn)).toContain(groupDn('owners'))
  })

  test('a provider that does not answer says so, and its callback address is there to copy', async () => {
    await page.goto(`${rig.server.url}/administration/sign-in?tab=oidc`)
    await page.getByText(`${rig.server.url}/c/oidc/callback`).waitFor()
    await field('Address of the issuer').fill('http://127.0.0.1:9/nothing')
    await tryIt()
    await page.getByRole('alert').waitFor()
    await rig.look(page, 'administration-oidc-refused')
  })
})
