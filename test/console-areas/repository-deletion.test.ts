// Deletion in a repository: of tags, of artifacts and of the whole; what goes is said before.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { ConsoleRig, everyLook, type Look } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'
import { RepositoryScene } from '../support/repository-scene.ts'

describeWith(['chromium'], 'deletion', () => {
  let rig: ConsoleRig
  const scene = (repository: string) => new RepositoryScene(rig.pusher, repository)
  /** What does not come soon fails by itself, and leaves the browser to the other tests. */
  const open = async (path: string, look: Look = {}) => {
    const page = await rig.open(path, look)
    page.setDefaultTimeout(8_000)
    await page.locator('h1').waitFor()
    await rig.calm(page)
    return page
  }
  const rowsOf = (page: Page) => page.locator('tbody tr')
  const names = ['one', 'two', 'three', 'four', 'five'] as const
  const rest = async () => {
    const { body } = await rig.admin.get('/projects/team/repositories/gone/artifacts?q=tags=*')
    return (body as { tags: { name: string }[] }[]).flatMap(({ tags }) => tags.map(({ name }) => name)).sort()
  }
  beforeAll(async () => {
    rig = await ConsoleRig.start()
    await scene('team/app').bring()
    for (const name of names) await scene('team/gone').image(name, 'amd64')
  }, 60_000)
  afterAll(() => rig.stop())

  test('of a tag alone leaves its artifact', async () => {
    const page = await open('/repositories/team/gone', { who: 'maintainer' })
    await page.getByLabel('Delete one').click()
    const dialog = page.getByRole('dialog')
    await dialog.getByText('Only tags').click()
    await rig.look(page, 'delete-tags')
    await dialog.getByRole('button', { name: 'Delete 1 tag' }).click()
    await page.getByText('4 entries').waitFor()
    expect(await rest()).toEqual(['five', 'four', 'three', 'two'])
    await page.getByLabel('Show untagged').click()
    await page.getByText('5 entries').waitFor()
  })

  test('of several artifacts shows what goes, and how far it is', async () => {
    const page = await open('/repositories/team/gone', { who: 'maintainer' })
    await page.getByLabel('Select two').click()
    await page.getByLabel('Select three').click()
    await page.getByText('2 selected').waitFor()
    await rig.look(page, 'selected')
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    const dialog = page.getByRole('dialog')
    expect(await dialog.innerText()).toContain('three')
    await rig.look(page, 'delete-artifacts')
    await dialog.getByRole('button', { name: 'Delete 2 artifacts' }).click()
    await page.getByText('2 entries').waitFor()
    expect(await rest()).toEqual(['five', 'four'])
  })

  test('that is cancelled on the way keeps what has not gone', async () => {
    const page = await open('/repositories/team/gone', { who: 'maintainer' })
    let held: (() => void) | undefined
    const first = Promise.withResolvers<void>()
    await page.route('**/artifacts/sha256*', async (route) => {
      if (route.request().method() === 'DELETE') {
        await new Promise<void>((resolve) => {
          held = resolve
          first.resolve()
        })
      }
      await route.continue()
    })
    await page.getByLabel('Select all on this page').click()
    await page.getByRole('button', { name: 'Delete', exact: true }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Delete 2 artifacts' }).click()
    await first.promise
    await dialog.getByText('0 of 2 deleted').waitFor()
    await rig.lookAtOnce(page, 'delete-progress')
    await dialog.getByRole('button', { name: 'Cancel' }).click()
    held?.()
    await page.getByText('Stopped: 1 of 2 are deleted, the others stay.').waitFor()
    await page.getByText('1 entry').waitFor()
    expect(await rest()).toHaveLength(1)
  })

  test('what an index and its signature are is said before', async () => {
    for (const look of everyLook) {
      const page = await open('/repositories/team/app', look)
      await rowsOf(page).filter({ hasText: 'latest' }).locator('button').last().click()
      await page.getByRole('dialog').waitFor()
      await rig.look(page, 'delete-index')
    }
  })

  test('what the server refuses is said in its words', async () => {
    const page = await open('/repositories/team/gone', { who: 'maintainer' })
    await rowsOf(page).first().waitFor()
    await rig.admin.put('/configurations', { read_only: true })
    await rowsOf(page).first().locator('button').last().click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: 'Delete 1 artifact' }).click()
    await dialog.getByRole('alert').waitFor()
    expect(await dialog.getByRole('alert').innerText()).toContain('read only')
    await rig.look(page, 'delete-refused')
    // What somebody else has deleted meanwhile is as good as deleted.
    await rig.admin.put('/configurations', { read_only: false })
    const [{ digest }] = (await rig.admin.get('/projects/team/repositories/gone/artifacts?q=tags=*')).body
    await rig.admin.delete(`/projects/team/repositories/gone/artifacts/${digest}`)
    await dialog.getByRole('button', { name: 'Delete 1 artifact' }).click()
    await dialog.waitFor({ state: 'detached' })
  })

  test('of the repository wants its name, and leads back to the list', async () => {
    await scene('team/whole').image('v1', 'amd64')
    const page = await open('/repositories/team/whole?tab=settings', { who: 'maintainer' })
    await rig.look(page, 'settings')
    await page.getByRole('button', { name: 'Delete this repository' }).click()
    const dialog = page.getByRole('dialog')
    const button = dialog.getByRole('button', { name: 'Delete this repository' })
    expect(await button.isDisabled()).toBe(true)
    await dialog.getByRole('textbox').fill('team/whole')
    await rig.look(page, 'settings-delete')
    await button.click()
    await page.waitForURL('**/repositories')
    await page.getByText('team/whole was deleted').waitFor()
    expect((await rig.admin.get('/projects/team/repositories/whole')).status).toBe(404)
  })
})
