// What has much to show, on a phone: nothing scrolls sideways, and everything can be reached.
import { afterAll, beforeAll, describe, expect, test } from 'bun:test'
import type { Page } from 'playwright-core'
import { ArtifactSamples, layerOf } from '../support/artifact-samples.ts'
import { ConsoleRig, type Look } from '../support/console-rig.ts'
import { describeWith } from '../support/programs.ts'
import { basic, RegistryClient } from '../support/registry-client.ts'

const longTag = `nightly-${'a-long-branch-name-'.repeat(3)}2026-03-01`

const looks: readonly Look[] = [
  { language: 'en', width: 390, scheme: 'light' },
  { language: 'zh-CN', width: 390, scheme: 'dark' },
]

describeWith(['chromium'], 'on a phone', () => {
  let rig: ConsoleRig
  beforeAll(async () => {
    rig = await ConsoleRig.start()
    const { name, password } = rig.account('administrator')
    const samples = new ArtifactSamples(new RegistryClient(rig.server.url, basic(name, password)))
    const base = layerOf(400_000)
    const make = (version: string) => ({
      layers: [base, layerOf(60_000)],
      steps: ['FROM scratch', `RUN apt-get install ${'a-package '.repeat(20)}# buildkit`],
      config: { Env: ['PATH=/usr/local/bin:/usr/bin:/bin', `VERSION=${version}`], User: version },
    })
    await samples.image('team/app', '1.0', make('1.0'))
    await samples.image('team/app', longTag, make('2.0'))
    await rig.admin.post('/roles', {
      ...{ name: 'depositor', description: '' },
      permissions: [{ resource: 'repository', action: 'push' }],
    })
  })
  afterAll(() => rig.stop())

  /** What is wider than its place, and is no line of a command or of tabs. */
  const wide = (page: Page) =>
    page.evaluate(() =>
      [...document.querySelectorAll<HTMLElement>('main *, [role=dialog] *')]
        .filter((each) => ['auto', 'scroll'].includes(getComputedStyle(each).overflowX))
        .filter(
          (each) => each.scrollWidth > each.clientWidth && !each.matches('.one-line, [role=tablist], nav'),
        )
        .map((each) => each.className),
    )

  for (const look of looks) {
    describe(`${look.language}, ${look.scheme}`, () => {
      test.each([
        ['roles', '/administration/roles', '.role-sheets'],
        ['compare', `/repositories/team/app:1.0?tab=compare&compare=${longTag}`, '.two-sides'],
        ['build', '/repositories/team/app:1.0?tab=build', '.build-steps'],
      ])('%s', async (name, path, shown) => {
        const page = await rig.open(path, look)
        await page.waitForSelector(shown)
        await rig.look(page, `narrow-${name}`)
        expect(await wide(page)).toEqual([])
      })

      test('the form of a robot fills the screen, and its buttons stay in reach', async () => {
        const page = await rig.open('/projects/team/robots', look)
        await page.locator('main button:has(svg):visible').last().click()
        const dialog = page.getByRole('dialog')
        await dialog.locator('details > summary').first().click()
        await rig.look(page, 'narrow-robot')
        const size = await dialog.boundingBox()
        expect([size?.width, size?.height]).toEqual([390, 844])
        const action = dialog.locator('button[type=submit]')
        expect(await inSight(action)).toBe(true)
        await dialog.getByRole('radio').last().scrollIntoViewIfNeeded()
        expect(await inSight(action)).toBe(true)
        expect(await wide(page)).toEqual([])
      })
    })
  }

  test('a list is sorted by everything that it can be sorted by', async () => {
    const page = await rig.open('/repositories/team/app', { width: 390 })
    await page.getByText('2 entries').waitFor()
    const sort = page.getByLabel('Sort', { exact: true })
    expect(await sort.locator('option').allInnerTexts()).toEqual([
      ...['Sort by Tags', 'Sort by Size', 'Sort by Pushed', 'Sort by Last pulled'],
    ])
    const first = page.locator('tbody tr').first()
    await page.getByLabel('Descending: turn around').click()
    await page.waitForURL('**sort=push_time')
    await first.getByText('1.0', { exact: true }).waitFor()
    await sort.selectOption('pull_time')
    await page.waitForURL('**sort=-pull_time')
    await page.getByText('Last pulled: never').first().waitFor()
    await rig.look(page, 'narrow-sorts')
    expect(await wide(page)).toEqual([])
    await page.goto(`${rig.server.url}/repositories`)
    await page.getByLabel('Sort', { exact: true }).selectOption('pull_count')
    await page.waitForURL('**sort=-pull_count')
    await rig.look(page, 'narrow-sorts-repositories')
  })

  test('a role opens, and says what it grants', async () => {
    const page = await rig.open('/administration/roles', { width: 390 })
    await page.getByRole('button', { name: /^depositor/ }).click()
    const sheet = page.getByRole('region', { name: /depositor/ })
    await sheet.getByText('Push').waitFor()
    expect(await sheet.innerText()).not.toContain('Members')
    await page.getByRole('button', { name: /^Developer/ }).click()
    await page
      .getByRole('region', { name: /Developer/ })
      .getByText('Tags')
      .waitFor()
    await rig.look(page, 'narrow-role')
  })

  test('what it grants is parted in Chinese too', async () => {
    const page = await rig.open('/administration/roles', { width: 390, language: 'zh-CN' })
    await page.getByRole('button', { name: /^开发者/ }).click()
    const sheet = page.getByRole('region', { name: /开发者/ })
    await sheet.getByText('拉取', { exact: false }).first().waitFor()
    expect(await sheet.innerText()).toMatch(/拉取[、和]|[、和]拉取/)
  })
})

/** Whether nothing lies over it, nor it outside of the screen. */
function inSight(element: ReturnType<Page['locator']>): Promise<boolean> {
  return element.evaluate((each) => {
    const { left, top, width, height } = each.getBoundingClientRect()
    return each.contains(document.elementFromPoint(left + width / 2, top + height / 2))
  })
}
