// What is changed on the page of an artifact: its tags, its labels, where a tag leads, and its end.
import { afterAll, beforeAll, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { layerOf } from '../support/artifact-samples.ts'
import { type ArtifactScene, bringArtifactScene } from '../support/artifact-scene.ts'
import { ConsoleRig } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'

describeWith(['chromium'], 'an artifact', () => {
  let rig: ConsoleRig
  let scene: ArtifactScene
  beforeAll(async () => {
    rig = await ConsoleRig.start()
    scene = await bringArtifactScene(rig)
  })
  afterAll(() => rig.stop())

  const open = (reference: string, look = {}) => rig.open(`/repositories/${reference}`, look)
  const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()
  const dialog = (page: Page) => page.getByRole('dialog')

  test('tags are added and removed', async () => {
    const page = await open('team/app:1.0')
    await press(page, 'Add tag')
    await page.getByLabel('Tag', { exact: true }).fill('bad tag')
    await page.keyboard.press('Enter')
    await dialog(page).getByRole('alert').getByText('invalid tag name').waitFor()
    await rig.look(page, 'artifact-add-tag-refused')
    await page.getByLabel('Tag', { exact: true }).fill('1')
    await page.keyboard.press('Enter')
    await page.getByRole('button', { name: 'Remove the tag 1', exact: true }).click()
    await rig.look(page, 'artifact-remove-tag')
    await dialog(page).getByRole('button', { name: 'Remove' }).click()
    await page.getByText('The tag 1 was removed').waitFor()
    await page.waitForURL('**/team/app@sha256:*')
    expect((await rig.admin.get('/projects/team/repositories/app/artifacts/1')).status).toBe(404)
  })

  test('labels are found among many, added and removed', async () => {
    const { project_id } = (await rig.admin.get('/projects/team')).body
    for (let n = 0; n < 60; n++) {
      const label = { name: `many-${n}`, color: '#2F7D32', scope: 'p', project_id }
      expect((await rig.admin.post('/labels', label)).status).toBe(201)
    }
    const page = await open('team/app:1.0', { who: 'developer' })
    await press(page, 'Add label')
    await page.getByRole('combobox', { name: 'Label' }).click()
    await page.getByRole('option', { name: 'many-0' }).waitFor()
    expect(await page.getByRole('option', { name: 'reviewed' }).count()).toBe(0)
    await page.keyboard.type('review')
    await page.getByRole('option', { name: 'reviewed' }).click()
    await dialog(page).getByRole('button', { name: 'Add' }).click()
    const remove = page.getByRole('button', { name: 'Remove the label reviewed' })
    await remove.waitFor()
    await dialog(page).waitFor({ state: 'detached' })
    await rig.look(page, 'artifact-labelled')
    await remove.click()
    await page.getByText('No labels.').waitFor()
  })

  test('the history says who moved the tag, and puts it back', async () => {
    const page = await open('team/app:stable?tab=history', { who: 'developer' })
    await page.getByText('moved to').waitFor()
    await page.getByRole('button', { name: /^Restore to/ }).click()
    await dialog(page).getByText(scene.first.digest.slice(0, 19)).waitFor()
    await rig.look(page, 'artifact-restore')
    await dialog(page).getByRole('button', { name: 'Restore' }).click()
    await page.getByText('The tag stable was put back').waitFor()
    await page.getByText('developer').last().waitFor()
    const { body } = await rig.admin.get('/projects/team/repositories/app/artifacts/stable')
    expect(body.digest).toBe(scene.first.digest)
    await rig.admin.put('/projects/team/repositories/app/tags/stable', { digest: scene.second.digest })
  })

  test('a tag that is gone shows what it named, and comes back', async () => {
    const { digest } = await scene.samples.image('team/gone', 'v1', {
      layers: [layerOf(100)],
      steps: ['FROM x'],
    })
    await rig.admin.delete('/projects/team/repositories/gone/artifacts/v1/tags/v1')
    const page = await open('team/gone:v1')
    await page.getByText('The tag v1 is not here any more').waitFor()
    await rig.look(page, 'artifact-gone')
    await page
      .getByRole('button', { name: /^Restore to/ })
      .first()
      .click()
    await dialog(page).getByRole('button', { name: 'Restore' }).click()
    await page.getByText('Freed by deleting').waitFor()
    const { body } = await rig.admin.get('/projects/team/repositories/gone/artifacts/v1')
    expect(body.digest).toBe(digest)
  })

  test('deletion shows what goes and what stays, and does it', async () => {
    const page = await open('team/multi:1.0', { who: 'maintainer' })
    await press(page, 'Delete')
    await dialog(page).getByText('is part of another index').waitFor()
    const text = await dialog(page).innerText()
    expect(text).toContain('belongs to one that stays')
    expect(text).toMatch(/Platforms and parts\s+2 artifacts/)
    await rig.look(page, 'artifact-delete')
    await dialog(page).getByRole('button', { name: 'Delete' }).click()
    await page.waitForURL('**/repositories/team/multi')
    const path = '/projects/team/repositories/multi/artifacts'
    expect((await rig.admin.get(`${path}/${scene.index.digest}`)).status).toBe(404)
    expect((await rig.admin.get(`${path}/${scene.amd.digest}`)).status).toBe(200)
    expect((await rig.admin.get(path)).body.map((each: { tags: unknown[] }) => each.tags.length)).toEqual([1])
  })

  test('deletion that is stopped on the way keeps what has not gone', async () => {
    const whole = await scene.samples.everyPlatform('team/half', '1.0')
    const page = await open('team/half:1.0', { who: 'maintainer' })
    const held = Promise.withResolvers<void>()
    await page.route('**/artifacts/sha256*', async (route) => {
      if (route.request().method() === 'DELETE') await held.promise
      await route.continue()
    })
    await press(page, 'Delete')
    await dialog(page).getByRole('button', { name: 'Delete' }).click()
    await dialog(page)
      .getByText(/^0 of \d+ deleted$/)
      .waitFor()
    await rig.lookAtOnce(page, 'artifact-delete-progress')
    await dialog(page).getByRole('button', { name: 'Cancel' }).click()
    held.resolve()
    await page.getByText(/^Stopped: 1 of \d+ are deleted, the others stay\.$/).waitFor()
    await page.waitForURL('**/repositories/team/half')
    const path = '/projects/team/repositories/half/artifacts'
    expect((await rig.admin.get(`${path}/${whole.index.digest}`)).status).toBe(404)
    expect((await rig.admin.get(`${path}/${whole.amd.digest}`)).status).toBe(200)
  })
})
