// Users, groups and roles, looked after by an administrator with a browser.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { ApiCaller } from '../support/api.ts'
import { ConsoleRig } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'

describeWith(['chromium'], 'the administration of people', () => {
  let rig: ConsoleRig
  let page: Page
  beforeAll(async () => {
    rig = await ConsoleRig.start()
    page = await rig.open('/administration/users')
  })
  afterAll(() => rig.stop())

  const go = async (path: string) => {
    await page.goto(`${rig.server.url}/administration/${path}`)
    await rig.calm(page)
  }
  const dialog = () => page.getByRole('dialog')
  const submit = (name: string) => dialog().getByRole('button', { name, exact: true }).click()
  const closed = () => dialog().waitFor({ state: 'detached' })
  const act = async (row: string, entry: string) => {
    await page.getByRole('button', { name: `Actions: ${row}` }).click()
    await page.getByRole('menuitem', { name: entry }).click()
  }
  const idOf = async (name: string) =>
    (await rig.admin.get(`/users?q=username%3D${name}`)).body[0]?.user_id as number

  test('an account is made, found by its name, and sorted', async () => {
    await go('users')
    await page.getByRole('button', { name: 'New user' }).click()
    await dialog().getByLabel('User name').fill('ada')
    await dialog().getByLabel('Email').fill('ada@example.com')
    await dialog().getByLabel('Name', { exact: true }).fill('Ada Lovelace')
    await dialog().getByLabel('Password', { exact: false }).first().fill('short')
    await submit('Create')
    // The server's own words, and the dialog stays.
    await dialog().getByRole('alert').waitFor()
    await rig.look(page, 'administration-user-refused')
    await dialog().getByLabel('Password', { exact: false }).first().fill('Sesame 2026')
    await dialog().getByLabel('Administrator').check()
    await submit('Create')
    await closed()
    await page.getByLabel('Filter by name').fill('ad')
    await page.waitForURL('**/users?q=ad')
    await page.getByRole('link', { name: 'guest' }).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'ada' }).waitFor()
    await go('users')
    await page.getByRole('button', { name: 'Sort by User' }).click()
    await page.waitForURL('**sort=username')
    const { body } = await rig.admin.get('/users?q=username%3Dada')
    expect(body[0]).toMatchObject({ realname: 'Ada Lovelace', sysadmin_flag: true })
  })

  test('an administrator is made one no longer, and one again', async () => {
    await go('users')
    await act('ada', 'No longer administrator')
    await submit('No longer administrator')
    await closed()
    expect((await rig.admin.get(`/users/${await idOf('ada')}`)).body.sysadmin_flag).toBe(false)
    await act('ada', 'Make administrator')
    await submit('Make administrator')
    await closed()
    expect((await rig.admin.get(`/users/${await idOf('ada')}`)).body.sysadmin_flag).toBe(true)
  })

  test('nobody takes the rank from oneself, nor deletes oneself', async () => {
    await go('users')
    await page.getByRole('button', { name: 'Actions: admin' }).click()
    await page.getByRole('menuitem', { name: 'Edit profile' }).waitFor()
    const entries = await page.getByRole('menuitem').allInnerTexts()
    expect(entries).toEqual(['Edit profile'])
    await page.keyboard.press('Escape')
  })

  test('a profile and a password are changed on the page of the account', async () => {
    await go(`users/${rig.account('guest').id}`)
    await page.getByRole('button', { name: 'Edit profile' }).click()
    await dialog().getByLabel('Comment').fill('Of the other team')
    await submit('Save')
    await closed()
    await page.getByText('Of the other team').waitFor()
    await act('guest', 'Set password')
    await rig.look(page, 'administration-password')
    await dialog().getByRole('textbox').fill('Sesame 2027')
    await submit('Save')
    await closed()
    const guest = { ...rig.account('guest'), password: 'Sesame 2027' }
    expect((await new ApiCaller(rig.server, guest).get('/users/current')).status).toBe(200)
  })

  test('the page of an account says how it signs in and where it is a member, and its tokens are revoked', async () => {
    const developer = rig.account('developer')
    await new ApiCaller(rig.server, developer).post('/users/current/tokens', { name: 'laptop' })
    await go(`users/${developer.id}`)
    await page.getByText('a password kept here').waitFor()
    await page.getByRole('cell', { name: 'Developer' }).waitFor()
    await rig.look(page, 'administration-user-tokens')
    await page.getByRole('button', { name: 'Revoke laptop' }).click()
    await submit('Revoke')
    await page.getByText('This account has no access tokens.').waitFor()
    expect((await rig.admin.get(`/users/${developer.id}/tokens`)).body).toEqual([])
  })

  test('what ends with an account is shown before it is deleted', async () => {
    const bob = await rig.accounts.user('bob')
    await rig.accounts.project('bobs-project', bob)
    await go('users')
    await act('bob', 'Delete')
    await dialog().getByText('1 membership of a project').waitFor()
    await dialog().getByText('bobs-project').waitFor()
    await rig.look(page, 'administration-user-delete')
    expect(await dialog().getByRole('button', { name: 'Delete' }).isDisabled()).toBe(true)
    await dialog().getByRole('textbox').fill('bob')
    await submit('Delete')
    await closed()
    expect((await rig.admin.get(`/users/${bob.id}`)).status).toBe(404)
  })

  test('an account that there is not says so', async () => {
    await go('users/999999')
    await page.getByRole('alert').waitFor()
    await rig.look(page, 'administration-user-missing')
  })

  test('groups are made, renamed and deleted', async () => {
    await go('groups')
    await page.getByText('No groups yet').waitFor()
    await rig.look(page, 'administration-groups-empty')
    await page.getByRole('button', { name: 'New group' }).click()
    await dialog().getByLabel('Name').fill('developers')
    await submit('Create')
    await closed()
    await act('developers', 'Rename')
    await dialog().getByLabel('Name').fill('engineers')
    await submit('Save')
    await closed()
    await act('engineers', 'Delete')
    await dialog().getByText('lose at once').waitFor()
    await submit('Delete')
    await closed()
    expect((await rig.admin.get('/usergroups')).body).toEqual([])
  })

  test('a custom role is made from chosen permissions, changed, and deleted', async () => {
    await go('roles')
    await page.getByRole('button', { name: 'New role' }).click()
    await dialog().getByLabel('Name').fill('depositor')
    await dialog().getByRole('button', { name: 'Pull and push' }).click()
    await rig.look(page, 'administration-role-new')
    await submit('Create')
    await closed()
    const made = (await rig.admin.get('/roles?page_size=100')).body.at(-1)
    expect(made).toMatchObject({
      name: 'depositor',
      permissions: [
        { resource: 'repository', action: 'pull' },
        { resource: 'repository', action: 'push' },
      ],
    })
    await act('depositor', 'Edit')
    await dialog().getByLabel('Description').fill('Pushes.')
    await submit('Save')
    await closed()
    await page.getByText('Pushes.').waitFor()
    await act('depositor', 'Delete')
    await submit('Delete')
    await closed()
    await page.getByText('No custom roles').waitFor()
  })

  test('a robot of the server is given a project and what lies outside of projects', async () => {
    await go('robots')
    await page.getByRole('button', { name: 'New robot' }).click()
    await dialog().getByLabel('Name').first().fill('watcher')
    await dialog().getByRole('button', { name: 'Outside of projects' }).click()
    const outside = dialog().getByRole('group', { name: /^Outside of projects/ })
    await outside.getByText('Management').click()
    await outside.getByRole('checkbox', { name: 'Users: everything' }).check()
    await rig.look(page, 'administration-robot-new')
    await submit('Create robot')
    await page.getByText('The secret of').waitFor()
    const { body } = await rig.admin.get('/robots')
    const robot = body.find(({ name }: { name: string }) => name.endsWith('watcher'))
    expect(robot.permissions.map(({ namespace }: { namespace: string }) => namespace).sort()).toEqual([
      '*',
      '/',
    ])
  })
})
